//! Some children followed through the rules: what they are given, why, and who must do what.

use super::chapters::{Chapter, Part};
use super::parts::{Row, capitalised, category, code, link, rests_on, short, table};
use crate::words;
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow};
use cse_screening::{
    Actor, Answer, Case, Category, Child, Fact, Force, Indicators, Outcome, Reason, Request, RuleSet, Step,
};
use maud::{Markup, html};

/// The chapter.
pub(crate) const ID: &str = "followed";

/// A child to follow, made up.
struct Followed {
    heading: String,
    request: Request,
}

pub(crate) fn chapter(rules: &RuleSet) -> Chapter {
    let opening = html! {
        p {
            "Made-up children, screened by these rules when this page was made. What must be done is said in full; "
            "what should be done by a few words that lead to it."
        }
    };
    let parts = children(rules).iter().enumerate().map(|(at, one)| child(rules, at, one)).collect();
    Chapter::new(ID, "Children followed through", opening, parts)
}

/// The indicator that stands for its category: the first that speaks of what happens.
pub(crate) fn indicator_of(rules: &RuleSet, category: Category) -> Option<&IndicatorRow> {
    let mut listed = rules.tables().indicators.iter().filter(|row| row.category == Some(category));
    let first = listed.clone().next();
    listed.find(|row| row.kind == IndicatorKind::Behaviour).or(first)
}

fn children(rules: &RuleSet) -> Vec<Followed> {
    let one = |category: Category| match rules.has_levels() {
        true => format!("one indicator listed in {}", rules.category_in_words(Some(category))),
        false => format!("one {category} indicator"),
    };
    let mut listed =
        Category::ALL.iter().copied().filter(|category| indicator_of(rules, *category).is_some());
    let Some(lowest) = listed.next() else { return Vec::new() };
    let next = listed.next().unwrap_or(lowest);
    let (first, second) = (one(lowest), one(next));
    let plans = [
        (format!("A child of 15 with {first}"), 15, lowest, None),
        (format!("A child of 12 with {first}"), 12, lowest, None),
        (format!("A looked-after child of 15 with {second}"), 15, next, Some(Fact::LookedAfter)),
        (
            format!("A young person of 19 with additional needs and {second}"),
            19,
            next,
            Some(Fact::AdditionalNeeds),
        ),
    ];
    let follow = |(heading, age, listed, fact): (String, u8, Category, Option<Fact>)| {
        let looked_after = if fact == Some(Fact::LookedAfter) { Answer::Yes } else { Answer::No };
        let mut child = Child::aged(age).ok()?.fact(Fact::LookedAfter, looked_after);
        if let Some(fact) = fact {
            child = child.fact(fact, Answer::Yes);
        }
        if looked_after == Answer::No {
            child = child.case(Case::NotOpen);
        }
        let row = indicator_of(rules, listed)?;
        let tool = Indicators::new().answer_code(rules, &row.code, Answer::Yes).ok()?;
        Some(Followed { heading, request: Request::new(child, tool).ok()? })
    };
    plans.into_iter().filter_map(follow).collect()
}

fn child(rules: &RuleSet, at: usize, followed: &Followed) -> Part {
    let outcome = followed.request.screen_by(rules);
    let body = html! {
        article {
            p class="given" { (capitalised(&rules.request_in_words(&followed.request))) "." }
            p class="answer" {
                (category(rules, outcome.category()))
                @if let Some(given) = outcome.category() { (name(rules, given)) "." }
                @if let Some(why) = outcome.no_category() { ": " (why.in_words()) "." }
            }
            (tell(&outcome))
            (reasons(rules, followed, &outcome))
            @if let Some(plan) = outcome.plan() { p { "Everything goes into " (plan.row().label) "." } }
            (steps(rules, &outcome))
        }
    };
    let beside = html! { (words::category_first(Some(rules), outcome.category())) };
    let id = format!("followed-{}", at + 1);
    Part { beside: Some(beside), ..Part::new(&id, &followed.heading, body) }
}

/// Who is told, in a line: what those who know of the child pass on.
fn tell(outcome: &Outcome<'_>) -> Markup {
    let passes_on =
        |actor| matches!(actor, Actor::Everyone | Actor::Referrer | Actor::Holder | Actor::SocialWorker);
    let of = |force: Force| outcome.steps().filter(move |step| step.force() == force);
    let told = [Force::Must, Force::Should].into_iter().flat_map(of);
    let stages = &outcome.rules().tables().stages;
    let tells = |stage: &str| stages.iter().any(|row| row.stage == stage && row.tells);
    let told: Vec<_> = told.filter(|step| tells(step.stage()) && passes_on(step.actor())).collect();
    html! {
        @if !told.is_empty() {
            p class="tell" {
                strong { "Tell first: " }
                @for (at, step) in told.iter().enumerate() {
                    @if at > 0 { "; " }
                    (link("steps", step.id(), &short(outcome.rules(), step.id()))) " (" (step.force().code()) ")"
                }
                "."
            }
        }
    }
}

fn reasons(rules: &RuleSet, followed: &Followed, outcome: &Outcome<'_>) -> Markup {
    html! {
        h4 { "Why" }
        ul {
            @for reason in outcome.reasons() {
                li {
                    (link("category_rules", reason.rule(), &capitalised(&reason.row().label)))
                    ": at least " (category(rules, Some(reason.at_least())))
                    @if reason.decisive() { strong { ", and this decides" } }
                    ". Because of: "
                    @for (at, cause) in reason.because().enumerate() {
                        @if at > 0 { "; " }
                        (words::cause(rules, &followed.request, cause))
                    }
                    ". Rests on " (rests_on(rules, &statements(&reason), Some(&reason.row().basis), &reason.row().when)) "."
                }
            }
        }
    }
}

/// Of many indicators that a rule stands for, only those that were observed.
fn statements(reason: &Reason<'_>) -> Vec<String> {
    reason.statements().map(str::to_owned).collect()
}

/// By who acts, in the order in which they come.
fn steps(rules: &RuleSet, outcome: &Outcome<'_>) -> Markup {
    let steps: Vec<_> = outcome.steps().collect();
    let mut who: Vec<&str> = Vec::new();
    for step in steps.iter().filter(|step| step.force() != Force::May) {
        if !who.contains(&step.who()) {
            who.push(step.who());
        }
    }
    let rows: Vec<_> = who
        .into_iter()
        .map(|who| {
            let of = |force: Force| {
                let steps = steps.iter().filter(move |step| step.who() == who && step.force() == force);
                steps.collect::<Vec<_>>()
            };
            Row::new(vec![
                html! { (capitalised(who)) },
                listed(&of(Force::Must), &|step| capitalised(step.action()), rules),
                listed(&of(Force::Should), &|step| short(rules, step.id()), rules),
            ])
        })
        .collect();
    let may = steps.iter().filter(|step| step.force() == Force::May).count();
    html! {
        h4 { "Who does what" }
        (table("Who does what", &["Who", "Must", "Should"], &rows))
        @if may > 0 { p { "Besides, " (words::counted(may, "step", "steps")) " that may be taken; see " a href="#pathway" { "the pathway" } "." } }
    }
}

fn listed(steps: &[&Step<'_>], called: &dyn Fn(&Step<'_>) -> String, rules: &RuleSet) -> Markup {
    html! {
        @if steps.is_empty() { span class="none" { "–" } }
        @else {
            ul class="plain" {
                @for step in steps {
                    li {
                        (link("steps", step.id(), &called(step)))
                        @if let Some(due) = step.due() { ": " strong { (words::within(rules, &due.term())) } }
                    }
                }
            }
        }
    }
}

/// The name of a category behind its number. A level has one name.
pub(crate) fn name(rules: &RuleSet, given: Category) -> String {
    if rules.has_levels() { String::new() } else { format!(": {}", rules.category_row(given).name) }
}

/// An example in words, with what comes of it.
pub(crate) fn example(rules: &RuleSet, request: &Request) -> Markup {
    let outcome = request.screen_by(rules);
    html! { (capitalised(&rules.request_in_words(request))) ": " (category(rules, outcome.category())) @if let Some(why) = outcome.no_category() { ": " (why.in_words()) } "." }
}

/// An indicator by its label and code.
pub(crate) fn indicator(row: &IndicatorRow) -> Markup {
    html! { (link("indicators", &row.code, &row.label)) " " (code(&row.code)) }
}
