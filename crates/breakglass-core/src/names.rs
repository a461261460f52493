//! What names give away, and which names look like each other.
//!
//! Source for the words: public advice on neutral names, and the words by which public tools look for such accounts.

use breakglass_model::Untrusted;

/// Words that tell what an account is for, in the languages that are seen. Compared without case and without separators.
const TELLING: &[&str] = &[
    "breakglass",
    "breaktheglass",
    "brokenglass",
    "emergency",
    "notfall",
    "urgence",
    "emergencia",
    "emergenza",
    "noodgeval",
    "noodtoegang",
    "nødsituation",
    "bgadmin",
    "bgaccount",
    "lastresort",
    "firecall",
];

/// The word in a name that tells its purpose.
pub(crate) fn telling_word(name: &Untrusted) -> Option<&'static str> {
    let local = name.raw().split('@').next().unwrap_or_default();
    let squeezed: String = local.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let parts = || local.split(|character: char| !character.is_alphanumeric()).map(str::to_ascii_lowercase);
    let short = || parts().find_map(|part| ["bg", "ea", "btg"].into_iter().find(|word| is_numbered(&part, word)));
    TELLING.iter().copied().find(|word| squeezed.contains(word)).or_else(short)
}

/// Whether a part of a name is a word by itself or with a number behind it, as `bg01`.
fn is_numbered(part: &str, word: &str) -> bool {
    part.strip_prefix(word).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A name as the eye takes it: lower case, without separators, look-alike characters replaced by the one they look like.
///
/// Source: Unicode UTS 39, the confusables of the Latin letters and digits that matter most (read 2026-11-25); not the whole table.
pub(crate) fn skeleton(name: &Untrusted) -> String {
    name.raw().chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).map(looks_like).collect()
}

fn looks_like(character: char) -> char {
    match character {
        'а' | 'ɑ' | 'α' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'с' | 'ϲ' | 'ç' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'é' | 'è' | 'ê' | 'ë' => 'e',
        'һ' => 'h',
        'і' | 'ı' | 'ι' | '1' | 'l' | '|' | 'í' | 'ì' | 'î' | 'ï' | 'ӏ' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'п' | 'ñ' => 'n',
        'о' | 'ο' | '0' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' | '5' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ü' | 'ú' | 'ù' | 'û' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ý' => 'y',
        other => other,
    }
}

/// How many characters have to change to make one text of the other, up to a bound; none where it is more.
pub(crate) fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, left) in one.iter().enumerate() {
        let mut next = vec![index + 1];
        for (column, right) in other.iter().enumerate() {
            let change = row.get(column).copied().unwrap_or(usize::MAX - 1) + usize::from(left != right);
            let remove = row.get(column + 1).copied().unwrap_or(usize::MAX - 1) + 1;
            let insert = next.last().copied().unwrap_or(usize::MAX - 1) + 1;
            next.push(change.min(remove).min(insert));
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_words_are_found_through_separators_and_neutral_names_are_left_alone() {
        for telling in ["Break Glass 1", "break-glass@x", "BREAKGLASS", "svc-emergency-2", "bg-01@contoso", "EA_admin", "Notfallzugang"] {
            assert!(telling_word(&telling.into()).is_some(), "{telling}");
        }
        for neutral in ["morgan.reyes", "Cloud Operations 7", "sean@contoso", "bgood@x", "Hydroglass GmbH"] {
            assert_eq!(telling_word(&neutral.into()), None, "{neutral}");
        }
    }

    #[test]
    fn look_alikes_share_a_skeleton_or_are_near() {
        assert_eq!(skeleton(&"Directory Stewards".into()), skeleton(&"Dіrectоry  Stewаrds".into()));
        assert_eq!(distance("stewards", "stewards2", 2), Some(1));
        assert_eq!(distance("stewards", "finance", 2), None);
    }
}
