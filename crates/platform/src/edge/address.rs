//! Whose address a request came from, behind proxies that are trusted to say it.

use std::{fmt, net::IpAddr, net::SocketAddr, str::FromStr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Proxies of the operator: what they write into `X-Forwarded-For` is believed, and nobody else's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotProxy(String);

impl fmt::Display for NotProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no address and no network, such as 127.0.0.1 or 10.0.0.0/8", self.0)
    }
}

impl FromStr for Proxies {
    type Err = NotProxy;
    fn from_str(text: &str) -> Result<Self, NotProxy> {
        let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
        let network = |part: &str| match part.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address.to_canonical())),
            Err(_) => part.parse::<IpNet>().map_err(|_| NotProxy(part.to_owned())),
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the caller: the peer, or, as long as that is a proxy that is trusted, whom it says that it
    /// speaks for. What stands left of the first address that is not trusted was written by the caller itself.
    pub fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut address = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev().filter_map(|line| line.to_str().ok());
        for hop in lines.flat_map(|line| line.rsplit(',')) {
            if !self.trust(address) {
                break;
            }
            let Some(before) = read(hop.trim()) else { break };
            address = before;
        }
        address
    }
}

/// An address as proxies write it, with or without a port.
fn read(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let found = bare.or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    found.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(trusted: &str, peer: &str, lines: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        trusted.parse::<Proxies>().unwrap().caller(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn the_rightmost_address_that_is_not_trusted_is_the_caller() {
        let ours = "127.0.0.1, 10.0.0.0/8 ::1";
        assert_eq!(caller(ours, "127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(caller(ours, "::ffff:127.0.0.1", &["1.1.1.1, 203.0.113.7, 10.1.2.3"]), "203.0.113.7");
        assert_eq!(caller(ours, "10.9.9.9", &["1.1.1.1", "203.0.113.7:5060"]), "203.0.113.7");
        assert_eq!(caller(ours, "::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(caller(ours, "127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(caller(ours, "127.0.0.1", &["203.0.113.7, nonsense"]), "127.0.0.1", "what cannot be read ends it");
    }

    #[test]
    fn whoever_is_not_trusted_is_not_believed() {
        assert_eq!(caller("", "127.0.0.1", &["203.0.113.7"]), "127.0.0.1");
        assert_eq!(caller("10.0.0.0/8", "198.51.100.1", &["203.0.113.7"]), "198.51.100.1");
        assert!("10.0.0.0/8, proxy".parse::<Proxies>().unwrap_err().to_string().contains("`proxy`"));
    }
}
