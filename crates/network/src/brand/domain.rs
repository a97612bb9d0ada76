//! Colours that can be read.

use std::{fmt, str::FromStr};

use kit::Lang;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A colour, `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// Contrast times a hundred that text needs: WCAG 2.2 AA.
pub const NEEDED: u32 = 450;

/// The grounds of a theme, the letters on its buttons, and the tint of its badges in percent; as `assets/src/1-tokens.css` has them.
struct Ground {
    grounds: &'static [Colour],
    letters: Colour,
    tint: u32,
}

const WHITE: Colour = Colour([0xff, 0xff, 0xff]);
const BLACK: Colour = Colour([0, 0, 0]);

/// What an accent meets on light pages.
const LIGHT: Ground = Ground { grounds: &[WHITE, Colour([0xf6, 0xf8, 0xfb])], letters: WHITE, tint: 7 };
/// What an accent meets on dark pages.
const DARK: Ground = Ground {
    grounds: &[Colour([0x0b, 0x12, 0x22]), Colour([0x13, 0x1d, 0x31]), Colour([0x17, 0x22, 0x3a])],
    letters: Colour([0x0b, 0x12, 0x20]),
    tint: 14,
};

kit::codes! {
    /// Pages of one kind.
    pub enum Side {
        /// Dark letters on a light ground.
        Light = "light",
        /// Light letters on a dark ground.
        Dark = "dark",
    }
}

impl Side {
    const fn ground(self) -> &'static Ground {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
    /// Where colours of this side go when they cannot be read.
    const fn away(self) -> Colour {
        match self {
            Self::Light => BLACK,
            Self::Dark => WHITE,
        }
    }
}

/// The brightness of a part of a colour in millionths: `c/12.92` below the knee, else `((c + 0.055)/1.055)^2.4` as WCAG has it. A table, because the rules know
/// no fractions; a test compares it with the formula.
fn linear(part: u8) -> u64 {
    super::brightness::TABLE.get(usize::from(part)).copied().unwrap_or(0).into()
}

impl Colour {
    /// How bright it is, in millionths: 0 black, 1 000 000 white.
    pub fn luminance(self) -> u64 {
        let Self([red, green, blue]) = self;
        (2126 * linear(red) + 7152 * linear(green) + 722 * linear(blue)) / 10_000
    }

    /// The contrast with another colour times a hundred, 100 to 2100, rounded down.
    pub fn contrast(self, other: Self) -> u32 {
        let (one, two) = (self.luminance() + 50_000, other.luminance() + 50_000);
        u32::try_from(100 * one.max(two) / one.min(two)).unwrap_or(2100)
    }

    /// So many 256ths of the way to another colour.
    fn towards(self, other: Self, part: u32) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u32::from(a) * (256 - part) + u32::from(b) * part;
            u8::try_from(sum / 256).unwrap_or(u8::MAX)
        };
        let (Self([r, g, b]), Self([x, y, z])) = (self, other);
        Self([mix(r, x), mix(g, y), mix(b, z)])
    }

    /// The least contrast times a hundred with what it meets on pages of a side.
    pub fn least_contrast(self, side: Side) -> u32 {
        let Ground { grounds, letters, tint } = side.ground();
        let tinted = grounds.iter().map(|ground| self.contrast(ground.towards(self, tint * 256 / 100)));
        let plain = grounds.iter().map(|ground| self.contrast(*ground));
        plain.chain(tinted).chain([self.contrast(*letters)]).min().unwrap_or(100)
    }

    /// True if it can be read on pages of a side.
    pub fn passes(self, side: Side) -> bool {
        self.least_contrast(side) >= NEEDED
    }

    /// The nearest colour that can be read on pages of a side: itself, or darker or lighter by the least.
    #[must_use]
    pub fn nearest(self, side: Side) -> Self {
        let way = (0..=256).map(|part| self.towards(side.away(), part));
        way.into_iter().find(|colour| colour.passes(side)).unwrap_or(side.away())
    }

    /// The colour of what is under the pointer: a little further from the ground.
    #[must_use]
    pub fn deeper(self, side: Side) -> Self {
        self.towards(side.away(), 48)
    }

    /// Its parts, as style sheets write them.
    pub fn parts(self) -> String {
        let Self([red, green, blue]) = self;
        format!("{red},{green},{blue}")
    }

    /// The letters on a button of this colour.
    pub fn letters(side: Side) -> Self {
        side.ground().letters
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = ();
    /// `#0f766e`, `0f766e`, `#0af`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let hex = text.trim();
        let hex = hex.strip_prefix('#').unwrap_or(hex);
        let long: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
        let mut parts = [0; 3];
        hex::decode_to_slice(long, &mut parts).map_err(|_| ())?;
        Ok(Self(parts))
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|()| de::Error::custom("a colour is written like #0f766e"))
    }
}

/// A colour that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// On which pages.
    pub side: Side,
    /// The least contrast times a hundred.
    pub contrast: u32,
    /// The nearest that passes.
    pub nearest: Colour,
}

impl Unreadable {
    /// What is wrong and what would do.
    pub fn text(&self, lang: Lang) -> String {
        let ratio = |sign: char| format!("{}{sign}{:02}", self.contrast / 100, self.contrast % 100);
        let nearest = self.nearest.to_string();
        match (lang, self.side) {
            (Lang::Ru, Side::Light) => super::texts::too_light(lang, &ratio(','), &nearest),
            (Lang::En, Side::Light) => super::texts::too_light(lang, &ratio('.'), &nearest),
            (Lang::Ru, Side::Dark) => super::texts::too_dark(lang, &ratio(','), &nearest),
            (Lang::En, Side::Dark) => super::texts::too_dark(lang, &ratio('.'), &nearest),
        }
    }
}

/// The two colours of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accents {
    /// On light pages.
    pub light: Colour,
    /// On dark pages.
    pub dark: Colour,
}

/// Whether a colour can be read on pages of a side.
pub fn readable(colour: Colour, side: Side) -> Result<Colour, Unreadable> {
    if colour.passes(side) {
        return Ok(colour);
    }
    Err(Unreadable { side, contrast: colour.least_contrast(side), nearest: colour.nearest(side) })
}
