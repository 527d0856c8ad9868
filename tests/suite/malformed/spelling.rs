//! The same JSON, spelt in another way: order of keys, white space, escapes, a key that is repeated.

use rand::Rng;
use serde_json::Value;

/// A text that means this value.
pub fn spelt(value: &Value, rng: &mut impl Rng) -> String {
    Speller { rng, repeat: None }.value(value)
}

/// A text with one entry of one object repeated: the nth met, and with what value the second time.
pub fn spelt_with_repeat(value: &Value, nth: usize, again: Option<&Value>, rng: &mut impl Rng) -> String {
    Speller { rng, repeat: Some((nth, again)) }.value(value)
}

/// How many entries all objects of a value have.
pub fn entries(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.len() + map.values().map(entries).sum::<usize>(),
        Value::Array(list) => list.iter().map(entries).sum(),
        _ => 0,
    }
}

struct Speller<'a, R> {
    rng: &'a mut R,
    /// How many entries to pass before the one to repeat, and its second value when not the same.
    repeat: Option<(usize, Option<&'a Value>)>,
}

impl<R: Rng> Speller<'_, R> {
    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::Object(map) => {
                let mut entries = Vec::new();
                let mut repeated = Vec::new();
                for (key, value) in map {
                    let again = match &mut self.repeat {
                        Some((0, again)) => {
                            let again = again.unwrap_or(value);
                            self.repeat = None;
                            Some(again)
                        }
                        Some((left, _)) => {
                            *left -= 1;
                            None
                        }
                        None => None,
                    };
                    if let Some(again) = again {
                        repeated.push(format!("{}:{}", self.key(key), self.value(again)));
                    }
                    let entry = format!("{}{}:{}", self.space(), self.key(key), self.value(value));
                    self.insert(&mut entries, entry);
                }
                for entry in repeated {
                    self.insert(&mut entries, entry);
                }
                format!("{{{}{}}}", entries.join(","), self.space())
            }
            Value::Array(list) => {
                let inner: Vec<String> = list.iter().map(|value| self.value(value)).collect();
                format!("[{}{}]", inner.join(","), self.space())
            }
            Value::String(text) => self.key(text),
            plain => plain.to_string(),
        }
    }

    fn insert(&mut self, entries: &mut Vec<String>, entry: String) {
        let at = self.rng.random_range(0..=entries.len());
        entries.insert(at, entry);
    }

    fn space(&mut self) -> &'static str {
        ["", " ", "\n", "\t\r\n "][self.rng.random_range(0..4)]
    }

    /// A text, now and then with a letter as an escape.
    fn key(&mut self, text: &str) -> String {
        if !text.is_empty() && text.is_ascii() && self.rng.random_bool(0.1) {
            let at = self.rng.random_range(0..text.len());
            let plain = |part: &str| serde_json::to_string(part).unwrap().trim_matches('"').to_owned();
            let bare = !text.contains(['"', '\\']);
            if bare {
                let escaped = u32::from(text.as_bytes()[at]);
                return format!("\"{}\\u{escaped:04x}{}\"", plain(&text[..at]), plain(&text[at + 1..]));
            }
        }
        serde_json::to_string(text).unwrap()
    }
}
