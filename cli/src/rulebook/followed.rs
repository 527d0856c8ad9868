//! Some children followed through the rules: what they are given, why, and who must do what.

use super::parts::{Row, capitalised, category, code, force, link, rests_on, table};
use crate::words;
use cse_screening::rules::tables::{IndicatorKind, IndicatorRow};
use cse_screening::{
    Answer, Case, Category, Child, Fact, Force, Indicators, Outcome, Reason, Request, RuleSet, Step,
};
use maud::{Markup, html};

/// A child to follow, made up.
struct Followed {
    heading: String,
    request: Request,
}

pub(crate) fn section(rules: &RuleSet) -> Markup {
    html! {
        p { "Made-up children, screened by these rules when this page was made." }
        @for followed in children(rules) { (child(rules, &followed)) }
    }
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
    let (first, second) = (one(Category::One), one(Category::Two));
    let plans = [
        (format!("A child of 15 with {first}"), 15, Category::One, None),
        ("A child of 12 with the same indicator".to_owned(), 12, Category::One, None),
        (format!("A looked-after child of 15 with {second}"), 15, Category::Two, Some(Fact::LookedAfter)),
        (
            format!("A young person of 19 with additional needs and {second}"),
            19,
            Category::Two,
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

fn child(rules: &RuleSet, followed: &Followed) -> Markup {
    let outcome = followed.request.screen_by(rules);
    html! {
        article {
            h3 { (followed.heading) }
            p class="given" { (capitalised(&rules.request_in_words(&followed.request))) "." }
            p class="answer" {
                (category(rules, outcome.category()))
                @if let Some(given) = outcome.category() { (name(rules, given)) "." }
                @if let Some(why) = outcome.no_category() { ": " (why.in_words()) "." }
            }
            (reasons(rules, followed, &outcome))
            @if let Some(plan) = outcome.plan() { p { "Everything goes into " (plan.row().label) "." } }
            (steps(rules, &outcome))
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

/// Stage by stage, in the order of the tables: whom to tell stands under a heading of its own.
fn steps(rules: &RuleSet, outcome: &Outcome<'_>) -> Markup {
    let may = outcome.steps().filter(|step| step.force() == Force::May).count();
    html! {
        h4 { "Who is told, and who does what" }
        p { "In each stage, what must be done comes first, then what should be." }
        @for stage in &rules.tables().stages {
            @let rows = of_stage(outcome, &stage.stage);
            @if !rows.is_empty() {
                h5 { (stage.label) }
                (table(&stage.label, &["Who", "How strongly", "What", "By when"], &rows))
            }
        }
        @if may > 0 { p { "Besides, " (words::counted(may, "step", "steps")) " that may be taken; see " a href="#pathway" { "the pathway" } "." } }
    }
}

fn of_stage(outcome: &Outcome<'_>, stage: &str) -> Vec<Row> {
    let of_stage =
        |force: Force| outcome.steps().filter(move |step| step.stage() == stage && step.force() == force);
    [Force::Must, Force::Should]
        .into_iter()
        .flat_map(of_stage)
        .map(|one| step(outcome.rules(), &one))
        .collect()
}

fn step(rules: &RuleSet, step: &Step<'_>) -> Row {
    let due = step.due().map(|due| words::within(rules, &due.term()));
    Row::new(vec![
        html! { (capitalised(step.who())) },
        force(step.force()),
        link("steps", step.id(), &capitalised(step.action())),
        html! {
            @match due {
                Some(due) => (due)
                None => span class="none" { "no deadline" }
            }
        },
    ])
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
