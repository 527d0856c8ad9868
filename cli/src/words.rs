//! The words around the tables: labels, ages, dates and references.

use crate::page::KEEP;
pub(crate) use cse_screening::day_in_words as day;
use cse_screening::rules::tables::{CountedFrom, Setting, Source, Term};
use cse_screening::{
    Answer, Basis, Category, Child, Counted, Determination, Due, Fact, Fall, Meeting, NoCategory,
    NumberGiven, Question, Reason, Request, RuleSet, Until,
};

/// So many references in one place are enough; the record has them all.
const REFERENCES: usize = 3;

/// How much of the caller's own reference is shown.
const LONGEST_REFERENCE: usize = 60;

/// The references of a row, such as `[N164]`, or `[reading of N164]` where a choice was made. Where the rules
/// have several sources, each reference stands behind the id of its own. Runs are drawn together, and a long
/// list is cut short.
pub(crate) fn references<S: AsRef<str>>(
    rules: &RuleSet,
    statements: impl IntoIterator<Item = S>,
    basis: Basis,
) -> String {
    let runs = runs(rules, statements);
    let cut = if runs.len() > REFERENCES + 1 { REFERENCES } else { runs.len() };
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for run in runs.iter().take(cut) {
        // Where there is one source, it stands at the foot of the page.
        let source = run.first().and_then(|id| source(rules, id)).filter(|_| has_several_sources(rules));
        let named = source.filter(|source| before != Some(source.id.as_str()));
        words.push(match (named, before) {
            (Some(source), None) => format!("{} {}", source.id, in_words(run)),
            (Some(source), Some(_)) => format!("/ {} {}", source.id, in_words(run)),
            (None, _) => in_words(run),
        });
        before = source.map(|source| &*source.id).or(before);
    }
    if cut < runs.len() {
        words.push(format!("and {} more", runs.iter().skip(cut).map(Vec::len).sum::<usize>()));
    }
    if words.is_empty() {
        return String::new();
    }
    let opening = match basis {
        Basis::Toolkit => "",
        Basis::Reading => "reading of ",
    };
    format!("[{opening}{}]", words.join(" ")).replace(' ', &KEEP.to_string())
}

/// The statements, those with consecutive numbers together.
fn runs<S: AsRef<str>>(rules: &RuleSet, statements: impl IntoIterator<Item = S>) -> Vec<Vec<String>> {
    let mut runs: Vec<Vec<String>> = Vec::new();
    for id in statements {
        let id = id.as_ref();
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last == id) => {}
            Some(run) if run.last().is_some_and(|last| follows(rules, last, id)) => run.push(id.to_owned()),
            _ => runs.push(vec![id.to_owned()]),
        }
    }
    runs
}

fn follows(rules: &RuleSet, last: &str, id: &str) -> bool {
    let letters = |id: &str| id.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    if letters(last) != letters(id) || source(rules, last) != source(rules, id) {
        return false;
    }
    let number = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    number(id).is_some() && number(id) == number(last).and_then(|last| last.checked_add(1))
}

fn in_words(run: &[String]) -> String {
    match run {
        [first, _, .., last] => format!("{first}-{last}"),
        few => few.join(" "),
    }
}

/// The source of a statement.
fn source<'r>(rules: &'r RuleSet, statement: &str) -> Option<&'r Source> {
    rules.sources_of([statement]).into_iter().next()
}

pub(crate) fn has_several_sources(rules: &RuleSet) -> bool {
    rules.tables().sources.len() > 1
}

/// A source as it is cited in full.
pub(crate) fn in_full(source: &Source) -> String {
    format!("{}; {}, {}", source.title, source.publisher, source.edition)
}

/// The titles of the sources of these statements, and what they do: one, or several.
pub(crate) fn sources<S: AsRef<str>>(
    rules: &RuleSet,
    statements: impl IntoIterator<Item = S>,
    one: &str,
    several: &str,
) -> String {
    let titles: Vec<_> =
        rules.sources_of(statements).iter().map(|source| format!("“{}”", source.title)).collect();
    let does = if titles.len() == 1 { one } else { several };
    format!("{}{does}", titles.join(" and "))
}

/// A sentence of somebody's, with its full stop.
#[allow(dead_code, reason = "for the pages and commands about rules, which share this")]
pub(crate) fn ended(text: &str) -> String {
    let text = text.trim_end();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{stop}")
}

/// So many questions are named one by one where a result could be higher.
pub(crate) const NAMED: usize = 3;

/// That little was asked, where nothing was seen.
pub(crate) fn not_asked(not_asked: usize, all: usize) -> String {
    let indicators = if all == 1 { "indicator" } else { "indicators" };
    let were = if not_asked == 1 { "was" } else { "were" };
    format!("{not_asked} of {all} {indicators} {were} not asked about. That is no answer, and not a no.")
}

/// With a capital letter at the beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number of the rules with what it counts, which they write in the plural.
#[allow(dead_code, reason = "for the pages and commands about rules, which share this")]
pub(crate) fn in_units(setting: &Setting) -> String {
    let one = setting.unit.strip_suffix('s').unwrap_or(&setting.unit);
    counted(usize::from(setting.value), one, &setting.unit)
}

/// What the waiver of a protection does, before the protection and behind the reason. Where a row of that name still
/// stands, nothing may be given up at all.
#[allow(dead_code, reason = "for the pages and commands about rules, which share this")]
pub(crate) fn waives(rules: &RuleSet, protection: &str) -> [&'static str; 2] {
    if rules.tables().protections.iter().any(|row| row.id == protection) {
        [
            "It waives the protection",
            " A protection of that name stands here all the same, and is kept as it is written here: it may say less \
             than in the set that it extends, or the same.",
        ]
    } else {
        ["It gives up the protection", ""]
    }
}

/// One thing or several: every count beside its noun goes through here.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

pub(crate) fn age(child: &Child) -> String {
    let given = child.age_range();
    match given {
        _ if given == Child::of_unknown_age().age_range() => "age not known".to_owned(),
        (lowest, highest) if lowest == highest => format!("age {lowest}"),
        (lowest, highest) => format!("age between {lowest} and {highest}"),
    }
}

/// The age, and the day from which it is another.
pub(crate) fn age_and_birthday(child: &Child) -> String {
    match child.next_birthday() {
        Some(birthday) => {
            format!("{}, and {} from {}", age(child), child.age_range().0.saturating_add(1), day(birthday))
        }
        None => age(child),
    }
}

pub(crate) fn fact_label(rules: &RuleSet, fact: Fact) -> &str {
    let row = rules.tables().facts.iter().find(|row| row.fact == fact);
    row.map_or(fact.code(), |row| row.label.as_str())
}

pub(crate) fn question_label<'r>(rules: &'r RuleSet, question: Question<'r>) -> &'r str {
    match question {
        Question::Fact(fact) => fact_label(rules, fact),
        Question::Indicator(indicator) => &indicator.label,
        Question::Own(question) => &question.label,
        other => other.code(),
    }
}

/// The name that the rules have for a role or a service, where they have one.
pub(crate) fn name<'r>(rules: &'r RuleSet, id: &str, otherwise: &'r str) -> &'r str {
    let row = rules.tables().names.iter().find(|row| row.id == id);
    row.map_or(otherwise, |row| row.name.as_str())
}

/// The answer that was given to a question, if it was asked.
pub(crate) fn answer(request: &Request, question: Question<'_>) -> Option<Answer> {
    match question {
        Question::Fact(fact) => request.child().answer_to(fact),
        Question::Indicator(indicator) => request.indicators().answer_to_code(&indicator.code),
        Question::Own(question) => answer_to_own(request, &question.code),
        _ => None,
    }
}

/// The answer to a question of the rules' own: of a number only that it is not known.
pub(crate) fn answer_to_own(request: &Request, code: &str) -> Option<Answer> {
    let mut numbers = request.indicators().numbers_given();
    let unknown =
        || numbers.any(|(of, given)| of == code && given.range().is_none()).then_some(Answer::NotKnown);
    request.indicators().answer_to_code(code).or_else(unknown)
}

/// A number as it was given.
pub(crate) fn number(given: NumberGiven) -> String {
    match given.range() {
        Some((lowest, highest)) if lowest == highest => lowest.to_string(),
        Some((lowest, highest)) => format!("between {lowest} and {highest}"),
        None => "not known".to_owned(),
    }
}

/// What made a rule fire. What is only suspected says so.
pub(crate) fn cause(rules: &RuleSet, request: &Request, cause: Question<'_>) -> String {
    match cause {
        Question::Age => return age(request.child()),
        Question::Choice(choice) => return chosen(Some(rules), request.child(), choice.code()),
        _ => {}
    }
    let label = question_label(rules, cause);
    let given = request.indicators().numbers_given().find(|(code, _)| *code == cause.code());
    if let Some((_, given)) = given {
        return format!("{label}: {}", number(given));
    }
    match answer(request, cause) {
        Some(Answer::Suspected) => format!("{label} (suspected)"),
        _ => label.to_owned(),
    }
}

/// What was chosen from a few values, by the code of the question: `placement: foster`.
pub(crate) fn chosen(rules: Option<&RuleSet>, child: &Child, code: &str) -> String {
    let determination = child.determination().filter(|_| code == "determination");
    if let Some(determination) = determination {
        return determined(rules, determination);
    }
    let placement = child.placement_given().map(|placement| placement.code());
    let legal_status = child.legal_status_given().map(|status| status.code());
    let given = match code {
        "placement" => placement,
        "legal_status" => legal_status,
        _ => None,
    };
    let question = code.replace('_', " ");
    given.map_or(question.clone(), |given| format!("{question}: {}", given.replace('_', " ")))
}

/// What a meeting set, and when: `a MASE meeting on 2025-02-20 determined Category 1`.
pub(crate) fn determined(rules: Option<&RuleSet>, determination: &Determination) -> String {
    let found = determination.category().map_or_else(
        || format!("that {} is in force", level(rules, None)),
        |category| level(rules, Some(category)),
    );
    format!("{} on {} determined {found}", meeting(rules, determination.by()), day(determination.on()))
}

/// A meeting in words, with the name that the rules have for it.
pub(crate) fn meeting(rules: Option<&RuleSet>, meeting: Meeting) -> String {
    match meeting {
        Meeting::Mase => format!("a {} meeting", rules.map_or("MASE", |rules| name(rules, "mase", "MASE"))),
        Meeting::Strategy => "a strategy meeting".to_owned(),
        Meeting::ChildProtectionConference => "a child protection conference".to_owned(),
        other => format!("a {}", other.code().replace('_', " ")).replace("multi agency", "multi-agency"),
    }
}

/// That there is no category, and why. None of the reasons is that there is no risk.
pub(crate) fn no_category(why: Option<NoCategory>, request: &Request, steps_follow: bool) -> String {
    let words = match why {
        Some(NoCategory::NothingAsked) if !answered_about_the_child(request) => "nothing was asked",
        Some(why) => why.in_words(),
        None => "why is not recorded",
    };
    // Beside an empty form more is said about that; here nobody shall read "no risk" at a glance.
    let risk = match why {
        Some(NoCategory::NothingAsked) => "",
        _ => " This is not the same as no risk.",
    };
    let steps = if steps_follow { " Steps follow all the same." } else { "" };
    format!("No category: {words}.{risk}{steps}")
}

/// Whether the form says anything of the child beside the age and the indicators.
pub(crate) fn answered_about_the_child(request: &Request) -> bool {
    let child = request.child();
    Fact::ALL.iter().any(|fact| child.answer_to(*fact).is_some())
        || child.determination().is_some()
        || child.case_given().is_some()
        || child.placement_given().is_some()
        || child.legal_status_given().is_some()
        || child.previous_category_given().is_some()
        || request.indicators().judgement().is_some()
        || request.indicators().answers_to_questions().next().is_some()
        || request.indicators().numbers_given().next().is_some()
}

/// By when; a step that it counts from by what is done in it, where `action_of` knows that.
pub(crate) fn deadline<'a>(due: &Due, action_of: impl Fn(&str) -> Option<&'a str>) -> String {
    let term = due.term();
    let from = counted_from(&term.from, action_of);
    let length = match term.repeats {
        true => format!("{} from {from}", term.length()),
        false => format!("{} after {from}", term.length()),
    };
    let again = if term.repeats { ", for the first time" } else { "" };
    match (due.date, due.until) {
        (Some(first), Some(Until { date: Some(last), .. })) => {
            format!("Between {} and {}{again}: {length}.", self::day(first), self::day(last))
        }
        (Some(day), None) => format!("By {}{again}: {length}.", self::day(day)),
        _ => {
            let day = match &term.from {
                CountedFrom::Step(_) => "the date of that is not known".to_owned(),
                CountedFrom::Referral => "the referral date is not known".to_owned(),
                other => format!("the date of {other} is not known"),
            };
            format!("Due {length}; {day}.")
        }
    }
}

/// The day from which a deadline counts: a step by what is done in it.
pub(crate) fn counted_from<'a>(from: &CountedFrom, action_of: impl Fn(&str) -> Option<&'a str>) -> String {
    match from {
        CountedFrom::Step(id) => match action_of(id) {
            Some(action) => format!("the deadline of “{action}”"),
            None => from.to_string(),
        },
        _ => from.to_string(),
    }
}

/// A deadline as a row has it, such as `within 4 to 6 weeks of the referral`.
pub(crate) fn within(rules: &RuleSet, term: &Term) -> String {
    let from = counted_from(&term.from, |id| action(rules, id));
    let (length, joined) = (term.length(), if term.repeats { "from" } else { "of" });
    format!("{}{length} {joined} {from}", if term.repeats { "" } else { "within " })
}

/// What is done in a step.
pub(crate) fn action<'r>(rules: &'r RuleSet, step: &str) -> Option<&'r str> {
    rules.tables().steps.iter().find(|row| row.id == step).map(|row| &*row.action)
}

/// What was counted or added up, with what each answer added: `5 of 6; 3 for A, 2 for B`. Where each counts once, that is
/// said and they are not named again.
pub(crate) fn score(counted: Counted, added: &[(String, u32)]) -> String {
    let counted = counted.in_words();
    match added {
        [] => counted,
        all if all.iter().all(|(_, adds)| *adds == 1) => format!("{counted}; each counts once"),
        all => {
            let each: Vec<_> = all.iter().map(|(label, adds)| format!("{adds} for {label}")).collect();
            format!("{counted}; {}", each.join(", "))
        }
    }
}

/// What a reason counted, with what each answer added.
pub(crate) fn score_of(rules: &RuleSet, reason: &Reason<'_>) -> Option<String> {
    let added: Vec<_> =
        reason.added().map(|(question, adds)| (question_label(rules, question).to_owned(), adds)).collect();
    Some(score(reason.counted()?, &added))
}

/// The counts that are not nothing, such as `2 seen, 1 suspected`.
pub(crate) fn counts<'w>(counts: impl IntoIterator<Item = (usize, &'w str)>) -> String {
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// The caller's own text, cut short and without what could steer a terminal.
pub(crate) fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        '\'' | '"' | '\\' => c.to_string(),
        _ => c.escape_debug().to_string(),
    };
    let mut start: String = text.chars().take(LONGEST_REFERENCE).map(shown).collect();
    if text.chars().nth(LONGEST_REFERENCE).is_some() {
        start.push_str("...");
    }
    start
}

/// A category as the rules call it; by its number where they are not at hand.
pub(crate) fn level(rules: Option<&RuleSet>, category: Option<Category>) -> String {
    match (rules, category) {
        (Some(rules), _) => rules.category_in_words(category),
        (None, Some(given)) => given.to_string(),
        (None, None) => "no category".to_owned(),
    }
}

/// A category where a sentence begins with it. That there is none is said in the same words of every set.
pub(crate) fn category_first(rules: Option<&RuleSet>, category: Option<Category>) -> String {
    if category.is_none() { "No category".to_owned() } else { level(rules, category) }
}

/// Since which day the same answers give less.
pub(crate) fn fell(rules: &RuleSet, fall: Fall) -> String {
    let [from, to] = [fall.from, fall.to].map(|category| rules.category_in_words(category));
    format!(
        "because evidence has aged: since {} the same answers give {to}; had all of it been seen now, they would give {from}",
        day(fall.on)
    )
}

/// The categories in which a step must be taken: `Category 2 and 3`, or the names of levels.
pub(crate) fn must_in(rules: &RuleSet, categories: &[Category]) -> String {
    if rules.has_levels() {
        let named: Vec<_> = categories.iter().map(|one| rules.category_in_words(Some(*one))).collect();
        return named.join(" and ");
    }
    let numbers: Vec<_> = categories.iter().map(|one| one.number().to_string()).collect();
    format!("Category {}", numbers.join(" and "))
}

/// From which day the same answers give less.
pub(crate) fn aged(rules: Option<&RuleSet>, fall: Fall) -> String {
    let to = level(rules, fall.to);
    format!(
        "From {} the same answers at the same age would give {to}: it falls because evidence has aged, and not because anything is known to be better",
        day(fall.on)
    )
}

/// The parser knows of one line only and calls it line 1; here that would name the wrong one.
pub(crate) fn within_the_line(message: &str) -> String {
    message.strip_prefix("line 1 ").unwrap_or(message).to_owned()
}
