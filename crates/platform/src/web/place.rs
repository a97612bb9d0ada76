//! Navigation. Each capability brings the places that it shows; there is no central list.

use db::{Tx, Work};
use kit::Lang;

use crate::{Cx, Fail, Role};

/// Counts what waits in a place for the caller.
pub type Count = for<'t> fn(&'t Cx, &'t mut Tx) -> Work<'t, i64, Fail>;

/// Where a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// In the main navigation.
    Main,
    /// In the main navigation without an own page: shown when the caller sees one of the places under it, and
    /// leads to the first of them.
    Head,
    /// Under the main place with this path, for example `/settings`.
    Under(&'static str),
    /// The bell in the head of every page.
    Bell,
}

/// A page that the navigation leads to.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its address.
    pub path: &'static str,
    /// Who sees it: those who may open the page.
    pub roles: &'static [Role],
    /// A name of Tabler's outline icons.
    pub icon: &'static str,
    /// Its name.
    pub text: fn(Lang) -> String,
    /// Where it stands.
    pub group: Group,
    /// Smaller comes first. The caller's first main place is the home of `/`.
    pub order: u16,
    /// What waits there, shown as a number.
    pub count: Option<Count>,
}

/// A place, ready to be shown to one caller.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its address.
    pub path: &'static str,
    /// Where it leads: its address, or the first place under it.
    pub to: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Its name in the caller's language.
    pub text: String,
    /// What waits there; 0 is not shown.
    pub count: i64,
    /// True for the place of the present page.
    pub here: bool,
    /// The places under it.
    pub under: Vec<Link>,
}

/// The places that a role sees, with the one of `path` marked.
pub fn links(places: &[Place], role: Role, lang: Lang, path: &str) -> Vec<Link> {
    let mut seen: Vec<&Place> = places.iter().filter(|p| p.roles.contains(&role)).collect();
    seen.sort_by_key(|p| (p.order, p.path));
    let here = seen.iter().filter(|p| leads_to(p.path, path)).max_by_key(|p| p.path.len()).map(|p| p.path);
    let link = |p: &Place| Link {
        path: p.path,
        to: p.path,
        icon: p.icon,
        text: (p.text)(lang),
        count: 0,
        here: Some(p.path) == here,
        under: Vec::new(),
    };
    let mut links = Vec::new();
    for place in seen.iter().filter(|p| matches!(p.group, Group::Main | Group::Head)) {
        let mut main = link(place);
        main.under = seen.iter().filter(|p| p.group == Group::Under(place.path)).map(|p| link(p)).collect();
        match main.under.first().map(|first| first.path) {
            // Its own page stands first among the places under it.
            Some(_) if place.group == Group::Main => main.under.insert(0, link(place)),
            Some(first) => main.to = first,
            None if place.group == Group::Head => continue,
            None => {}
        }
        main.here |= main.under.iter().any(|u| u.here);
        links.push(main);
    }
    links
}

/// True if `path` is the place or a page below it.
fn leads_to(place: &str, path: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &'static str, roles: &'static [Role], group: Group, order: u16) -> Place {
        Place { path, roles, icon: "home", text: |_| String::new(), group, order, count: None }
    }

    #[test]
    fn a_role_sees_its_places_in_order_and_the_nearest_one_is_marked() {
        let places = [
            place("/settings", Role::VENDOR, Group::Head, 90),
            place("/leads", &[Role::Admin], Group::Main, 10),
            place("/imports", &[Role::Admin], Group::Under("/leads"), 11),
            place("/company", Role::ALL, Group::Head, 95),
            place("/settings/keys", &[Role::Admin], Group::Under("/settings"), 2),
            place("/settings/people", Role::VENDOR, Group::Under("/settings"), 1),
            place("/today", Role::VENDOR, Group::Main, 0),
            place("/home", Role::PARTNER, Group::Main, 0),
        ];
        let seen = links(&places, Role::Admin, Lang::En, "/settings/keys/new");
        let paths: Vec<_> = seen.iter().map(|l| (l.path, l.to, l.here)).collect();
        let main = [("/today", "/today", false), ("/leads", "/leads", false), ("/settings", "/settings/people", true)];
        assert_eq!(paths, main, "who sees nothing under a head does not see the head");
        assert_eq!(seen[1].under.iter().map(|u| u.path).collect::<Vec<_>>(), ["/leads", "/imports"]);
        assert_eq!(
            seen[2].under.iter().map(|u| (u.path, u.here)).collect::<Vec<_>>(),
            [("/settings/people", false), ("/settings/keys", true)]
        );
        let partner = links(&places, Role::PartnerSeller, Lang::En, "/homeward");
        assert_eq!(partner.iter().map(|l| (l.path, l.here)).collect::<Vec<_>>(), [("/home", false)]);
        assert_eq!(links(&places, Role::Auditor, Lang::En, "/")[1].under.len(), 1);
    }
}
