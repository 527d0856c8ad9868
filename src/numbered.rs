//! Places in lists, as types: the place of a rule is no place of a flag, and no place is looked up in vain.
//!
//! An [`Ix<T>`] comes from a list of `T`, by [`Numbered::numbered`] or [`Numbered::position_of`], and is looked up
//! in that list or in an [`Each`] that was made for it. So what it names is there. Nothing that comes in from
//! outside is such a place: a place in another list is a fault of the program, and then to stop is better than an
//! answer that nobody recorded.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// The place of a `T` in its list.
pub(crate) struct Ix<T> {
    number: usize,
    of: PhantomData<fn() -> T>,
}

impl<T> Ix<T> {
    /// The place with this number, where the list is known to be so long.
    pub(crate) const fn of(number: usize) -> Self {
        Self { number, of: PhantomData }
    }

    /// Counted from 0.
    pub(crate) const fn number(self) -> usize {
        self.number
    }
}

impl<T> Clone for Ix<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ix<T> {}

impl<T> PartialEq for Ix<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<T> Eq for Ix<T> {}

impl<T> PartialOrd for Ix<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ix<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}

impl<T> Hash for Ix<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl<T> fmt::Debug for Ix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

/// What is in the list at a place.
#[allow(
    clippy::indexing_slicing,
    reason = "the list gave the place out; were it another list, to stop is better than a wrong answer"
)]
fn looked_up<V>(list: &[V], number: usize) -> &V {
    &list[number]
}

/// The entries of a list in a range that was made with it.
#[allow(clippy::indexing_slicing, reason = "as for one place: see `looked_up`")]
pub(crate) fn part_of<T>(list: &[T], range: std::ops::Range<usize>) -> &[T] {
    &list[range]
}

/// A list whose entries are known by their places.
pub(crate) trait Numbered<T> {
    /// Its entries, each with its place.
    fn numbered<'t>(&'t self) -> impl Iterator<Item = (Ix<T>, &'t T)>
    where
        T: 't;
    /// The entry at a place that this list gave out.
    fn at(&self, place: Ix<T>) -> &T;
    /// The place of the first entry that is so.
    fn position_of(&self, is: impl FnMut(&T) -> bool) -> Option<Ix<T>>;
}

impl<T> Numbered<T> for [T] {
    fn numbered<'t>(&'t self) -> impl Iterator<Item = (Ix<T>, &'t T)>
    where
        T: 't,
    {
        self.iter().enumerate().map(|(number, entry)| (Ix::of(number), entry))
    }

    fn at(&self, place: Ix<T>) -> &T {
        looked_up(self, place.number)
    }

    fn position_of(&self, is: impl FnMut(&T) -> bool) -> Option<Ix<T>> {
        self.iter().position(is).map(Ix::of)
    }
}

/// What is kept for each `T` of a list, in its order.
pub(crate) struct Each<T, V> {
    all: Vec<V>,
    of: PhantomData<fn() -> T>,
}

impl<T, V> Each<T, V> {
    /// One for each entry of a list.
    pub(crate) fn of<'t>(list: &'t [T], mut value: impl FnMut(Ix<T>, &'t T) -> V) -> Self {
        let all = list.numbered().map(|(place, entry)| value(place, entry)).collect();
        Self { all, of: PhantomData }
    }

    /// The same for each of so many.
    pub(crate) fn alike(count: usize, value: V) -> Self
    where
        V: Clone,
    {
        Self { all: vec![value; count], of: PhantomData }
    }

    /// What is kept for the entry at this place.
    pub(crate) fn get(&self, place: Ix<T>) -> &V {
        looked_up(&self.all, place.number)
    }

    /// The same, to be changed.
    #[allow(clippy::indexing_slicing, reason = "as to look it up")]
    pub(crate) fn get_mut(&mut self, place: Ix<T>) -> &mut V {
        &mut self.all[place.number]
    }

    /// Another value for each.
    pub(crate) fn map<W>(&self, mut value: impl FnMut(Ix<T>, &V) -> W) -> Each<T, W> {
        Each { all: self.numbered().map(|(place, one)| value(place, one)).collect(), of: PhantomData }
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, V> {
        self.all.iter()
    }

    pub(crate) fn values(&self) -> &[V] {
        &self.all
    }

    /// Each with its place.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (Ix<T>, &V)> {
        self.all.iter().enumerate().map(|(number, value)| (Ix::of(number), value))
    }
}

impl<'e, T, V> IntoIterator for &'e Each<T, V> {
    type Item = &'e V;
    type IntoIter = std::slice::Iter<'e, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

impl<'e, T, V> IntoIterator for &'e mut Each<T, V> {
    type Item = &'e mut V;
    type IntoIter = std::slice::IterMut<'e, V>;
    fn into_iter(self) -> Self::IntoIter {
        self.all.iter_mut()
    }
}

impl<T, V: Clone> Clone for Each<T, V> {
    fn clone(&self) -> Self {
        Self { all: self.all.clone(), of: PhantomData }
    }
}

impl<T, V> Default for Each<T, V> {
    fn default() -> Self {
        Self { all: Vec::new(), of: PhantomData }
    }
}

impl<T, V: fmt::Debug> fmt::Debug for Each<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_what_gave_it_out_and_what_is_kept_for_it() {
        let words = ["one", "three", "five"];
        let lengths: Each<&str, usize> = Each::of(&words, |_, word| word.len());
        for (place, word) in words.numbered() {
            assert_eq!(words.at(place), word);
            assert_eq!(*lengths.get(place), word.len());
        }
        assert_eq!(
            words.position_of(|word| *word == "five"),
            words.numbered().last().map(|(place, _)| place)
        );
        assert_eq!(words.position_of(|word| word.is_empty()), None);
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_place_of_a_longer_list_is_no_answer() {
        let last = ["one", "two"].numbered().last().map(|(place, _)| place);
        last.map(|place| ["one"].at(place).len());
    }
}
