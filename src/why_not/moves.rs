//! The single changes that a search tries: for each question that matters, the answers that the rules tell
//! apart there; for indicators, groups that they do not tell apart.

use crate::compiled::RuleSet;
use crate::vocabulary::category::Category;
use crate::vocabulary::category::Judgement;
use crate::vocabulary::child::{Answer, Case, Child, Fact, LegalStatus, OLDEST, Placement};
use crate::vocabulary::indicator::{CompletedBy, Indicators};
use crate::why_not::change::{Asked, Given};
use crate::why_not::depends::Depends;
use std::collections::BTreeMap;

/// Questions that the conditions at hand do not tell apart: one, or a group of indicators.
pub(super) struct Group<'a> {
    pub(super) of: Vec<Asked<'a>>,
    /// The place of the first, where they are indicators.
    pub(super) place: Option<usize>,
    pub(super) from: Given,
}

/// A change of one question of a group, to answers that the conditions do not tell apart either.
pub(super) struct Move {
    pub(super) group: usize,
    pub(super) to: Vec<Given>,
}

/// Everything that could be changed and would matter, in the order of a request.
#[derive(Default)]
pub(super) struct Moves<'a> {
    pub(super) groups: Vec<Group<'a>>,
    pub(super) moves: Vec<Move>,
}

/// What conditions make of an answer: equal ones are not told apart.
type Told = Vec<u16>;

impl<'a> Moves<'a> {
    pub(super) fn of(rules: &'a RuleSet, depends: &Depends<'_>, child: &Child, tool: &Indicators) -> Self {
        let mut moves = Self::default();
        moves.ages(depends, child);
        moves.facts(rules, depends, child);
        moves.form(depends, child, tool);
        moves.indicators(rules, depends, tool);
        moves.judgement(depends, tool);
        moves
    }

    /// Adds a question with its answers, each with what is made of it.
    fn question(&mut self, asked: Asked<'a>, from: Given, now: &Told, answers: Vec<(Given, Told)>) {
        self.group(Group { of: vec![asked], place: None, from }, now, answers);
    }

    fn group(&mut self, group: Group<'a>, now: &Told, answers: Vec<(Given, Told)>) {
        let mut alike: Vec<(Told, Vec<Given>)> = Vec::new();
        for (answer, told) in answers.into_iter().filter(|(_, told)| told != now) {
            match alike.iter_mut().find(|(known, _)| *known == told) {
                Some((_, answers)) => answers.push(answer),
                None => alike.push((told, vec![answer])),
            }
        }
        if alike.is_empty() {
            return;
        }
        self.groups.push(group);
        let group = self.groups.len() - 1;
        self.moves.extend(alike.into_iter().map(|(_, to)| Move { group, to }));
    }

    fn ages(&mut self, depends: &Depends<'_>, child: &Child) {
        let told = |lowest: u8, highest: u8| -> Told {
            let reached = |age: u8, asked: &[u16]| -> Vec<u16> {
                asked.iter().map(|from| u16::from(u16::from(age) >= *from)).collect()
            };
            [reached(lowest, &depends.lowest), reached(highest, &depends.highest)].concat()
        };
        let mut answers: Vec<_> = (0..=OLDEST).map(|age| (Given::Years(age), told(age, age))).collect();
        // Only where both ends are asked about can a range do what no single age does.
        if !depends.highest.is_empty() {
            let mut starts: Vec<u16> = depends.lowest.iter().chain(&depends.highest).copied().collect();
            starts.extend([0, u16::from(OLDEST) + 1]);
            starts.sort_unstable();
            starts.dedup();
            let short = |age: u16| u8::try_from(age).unwrap_or(OLDEST);
            for (at, lowest) in starts.iter().enumerate() {
                for end in starts.iter().skip(at + 2) {
                    let (lowest, highest) = (short(*lowest), short(end.saturating_sub(1)));
                    let given = match (lowest, highest) {
                        (0, OLDEST) => Given::Nothing,
                        (lowest, highest) => Given::YearsBetween(lowest, highest),
                    };
                    answers.push((given, told(lowest, highest)));
                }
            }
        }
        let (lowest, highest) = child.age_range();
        let from = Given::to(Asked::Age, child, &Indicators::new());
        self.question(Asked::Age, from, &told(lowest, highest), answers);
    }

    fn facts(&mut self, rules: &RuleSet, depends: &Depends<'_>, child: &Child) {
        for fact in Fact::ALL.iter().filter(|fact| depends.on_fact(**fact)) {
            let told = |answer: Answer| -> Told {
                let asked = depends.facts.iter().filter(|asked| asked.name == *fact);
                let told = asked.map(|asked| u16::from(asked.is.contains(&answer)));
                // What is possible takes all but no for a yes.
                told.chain([u16::from(depends.possible && answer != Answer::No)]).collect()
            };
            let row = rules.tables().facts.iter().find(|row| row.fact == *fact);
            let left_out = row.map_or(Answer::NotKnown, |row| row.left_out);
            let now = told(child.answer_to(*fact).unwrap_or(left_out));
            let from = child.answer_to(*fact).map_or(Given::Nothing, Given::Answer);
            let answers = Answer::ALL.iter().rev().map(|answer| (Given::Answer(*answer), told(*answer)));
            self.question(Asked::Fact(*fact), from, &now, answers.collect());
        }
    }

    /// What else stands on the form.
    fn form(&mut self, depends: &Depends<'_>, child: &Child, tool: &Indicators) {
        let told = |lists: &[&[Placement]], placement: Option<Placement>| -> Told {
            let is = |list: &&[Placement]| placement.is_some_and(|placement| list.contains(&placement));
            lists.iter().map(|list| u16::from(is(list))).collect()
        };
        let mut answers: Vec<_> = Placement::ALL
            .iter()
            .map(|placement| (Given::Placement(*placement), told(&depends.placement, Some(*placement))))
            .collect();
        answers.push((Given::Nothing, told(&depends.placement, None)));
        let given = child.placement_given();
        let from = given.map_or(Given::Nothing, Given::Placement);
        self.question(Asked::Placement, from, &told(&depends.placement, given), answers);

        let told = |lists: &[&[LegalStatus]], status: Option<LegalStatus>| -> Told {
            let is = |list: &&[LegalStatus]| status.is_some_and(|status| list.contains(&status));
            lists.iter().map(|list| u16::from(is(list))).collect()
        };
        let mut answers: Vec<_> = LegalStatus::ALL
            .iter()
            .map(|status| (Given::LegalStatus(*status), told(&depends.legal_status, Some(*status))))
            .collect();
        answers.push((Given::Nothing, told(&depends.legal_status, None)));
        let given = child.legal_status_given();
        let from = given.map_or(Given::Nothing, Given::LegalStatus);
        self.question(Asked::LegalStatus, from, &told(&depends.legal_status, given), answers);

        self.case(depends, child);

        let told = |category| told_category(depends.previous, depends.previous_category, category);
        let given = child.previous_category_given();
        let from = given.map_or(Given::Nothing, Given::Category);
        self.question(Asked::PreviousCategory, from, &told(given), categories(&told));

        let told = |who: CompletedBy| -> Told {
            depends.completed_by.iter().map(|list| u16::from(list.contains(&who))).collect()
        };
        let given = tool.completed_by_given();
        let from = given.map_or(Given::Nothing, Given::CompletedBy);
        let answers = CompletedBy::ALL.iter().map(|who| (Given::CompletedBy(*who), told(*who)));
        let now = told(given.unwrap_or(CompletedBy::OtherProfessional));
        self.question(Asked::CompletedBy, from, &now, answers.collect());
    }

    fn case(&mut self, depends: &Depends<'_>, child: &Child) {
        // As understood, a case that is left out is what other answers make of it.
        let told = |case: Option<Case>| -> Told {
            let given = depends.case_given.iter().map(|asked| u16::from(case == Some(*asked)));
            let understood = case.map_or(0, |case| 1 + case as u16);
            given.chain([if depends.case { understood } else { 0 }]).collect()
        };
        let mut answers: Vec<_> =
            Case::ALL.iter().map(|case| (Given::Case(*case), told(Some(*case)))).collect();
        // Open and not open do all that leaving it out does, unless a row asks whether it was given.
        if !depends.case_given.is_empty() {
            answers.push((Given::Nothing, told(None)));
        }
        let given = child.case_given();
        let from = given.map_or(Given::Nothing, Given::Case);
        self.question(Asked::Case, from, &told(given), answers);
    }

    fn indicators(&mut self, rules: &'a RuleSet, depends: &Depends<'_>, tool: &Indicators) {
        let asked = depends.places();
        // By what counts them, what they weigh, and what is answered now; each group at its first.
        let mut groups: BTreeMap<(Vec<bool>, u16, Given), usize> = BTreeMap::new();
        let mut found: Vec<(Group<'a>, bool)> = Vec::new();
        let weighed = depends.sets.iter().any(|set| set.weighted);
        for row in &rules.tables().indicators {
            let Some(place) = rules.place_of(&row.code).filter(|place| asked.has(*place)) else { continue };
            let counted: Vec<_> = depends.sets.iter().map(|set| set.of.has(place)).collect();
            let known = depends.sets.iter().any(|set| set.known && set.of.has(place));
            let weight = if weighed { row.weight } else { 0 };
            let from = tool.answer_to_code(&row.code).map_or(Given::Nothing, Given::Answer);
            let at = *groups.entry((counted, weight, from)).or_insert_with(|| {
                found.push((Group { of: Vec::new(), place: Some(place), from }, known));
                found.len() - 1
            });
            if let Some((group, _)) = found.get_mut(at) {
                group.of.push(Asked::Indicator(row));
            }
        }
        for (group, known) in found {
            let told = |answer: Answer| -> Told {
                let not_known = depends.possible && answer == Answer::NotKnown;
                let suspected = (known || depends.possible) && answer == Answer::Suspected;
                vec![u16::from(answer.protects()), u16::from(not_known), u16::from(suspected)]
            };
            let now = match group.from {
                Given::Answer(answer) => told(answer),
                _ => told(Answer::No),
            };
            let answers = Answer::ALL.iter().rev().map(|answer| (Given::Answer(*answer), told(*answer)));
            self.group(group, &now, answers.collect());
        }
    }

    fn judgement(&mut self, depends: &Depends<'_>, tool: &Indicators) {
        let told = |category| told_category(depends.judgement, depends.judged, category);
        let given = tool.judgement().map(Judgement::category);
        let from = given.map_or(Given::Nothing, Given::Category);
        self.question(Asked::ProfessionalJudgement, from, &told(given), categories(&told));
    }
}

/// What is made of a category that the request gives: whether it is given, and which it is.
fn told_category(asked: bool, which: bool, category: Option<Category>) -> Told {
    vec![
        u16::from(asked && category.is_some()),
        if which { category.map_or(0, |category| u16::from(category.number())) } else { 0 },
    ]
}

fn categories(told: &dyn Fn(Option<Category>) -> Told) -> Vec<(Given, Told)> {
    let given = Category::ALL.iter().map(|category| (Given::Category(*category), told(Some(*category))));
    given.chain([(Given::Nothing, told(None))]).collect()
}

impl Depends<'_> {
    /// Whether a group matters to these conditions.
    pub(super) fn asks(&self, group: &Group<'_>) -> bool {
        match group.of.first() {
            Some(Asked::Age) => !self.lowest.is_empty() || !self.highest.is_empty(),
            Some(Asked::Fact(fact)) => self.on_fact(*fact),
            Some(Asked::Placement) => !self.placement.is_empty(),
            Some(Asked::LegalStatus) => !self.legal_status.is_empty(),
            Some(Asked::Case) => self.case || !self.case_given.is_empty(),
            Some(Asked::PreviousCategory) => self.previous || self.previous_category,
            Some(Asked::CompletedBy) => !self.completed_by.is_empty(),
            Some(Asked::Indicator(_)) => group.place.is_some_and(|place| self.places().has(place)),
            Some(Asked::ProfessionalJudgement) => self.judgement || self.judged,
            None => false,
        }
    }
}
