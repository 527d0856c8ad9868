//! What was answered: about the child, about the screening, and to each indicator.

use super::blocks::{Block, Line, Row, Section};
use super::case::{Case, answered, in_words};
use super::judgement;
use crate::words::{capitalised, counted, day, determined, number};
use cse_screening::rules::tables::{QuestionKind, QuestionRow};
use cse_screening::{Answer, Case as Open, Evidence, Fact};
use serde_json::Value;

/// In what order answers to indicators stand.
const ORDER: [Answer; 4] = [Answer::Yes, Answer::Suspected, Answer::NotKnown, Answer::No];

pub(crate) fn section(case: &Case<'_>) -> Section {
    let mut blocks = about_the_child(case);
    blocks.push(Block::Table {
        caption: "The screening".to_owned(),
        columns: vec!["Question", "Answer"],
        rows: screening(case),
    });
    let indicators = indicators(case);
    blocks.push(if indicators.is_empty() {
        Block::Paragraph(Line::words("Indicators: none was asked about."))
    } else {
        Block::Table {
            caption: "Indicators that were asked about".to_owned(),
            columns: vec!["Indicator", "Answer", "Listed in"],
            rows: indicators,
        }
    });
    if let (Some(rules), true) = (case.rules, case.record.unread.is_empty()) {
        let asked = case.record.request.indicators().answers_by_code().count();
        let all = rules.tables().indicators.len();
        blocks.push(Block::Paragraph(Line::words(&format!(
            "Indicators that were not asked about: {} of {all}. That is no answer, and not a no.",
            all.saturating_sub(asked)
        ))));
    }
    blocks.extend(views(case));
    blocks.extend(strengths(case));
    blocks.extend(evidence(case));
    blocks.extend(judgement::long_reasons(case));
    Section::new("answers", "What was answered", blocks)
}

/// What stands beside the answers, each under its question. Nothing where none was given.
fn evidence(case: &Case<'_>) -> Vec<Block> {
    let (sources, notes) = (&case.texts("sources").request, &case.texts("notes").request);
    let (child, tool) = (sources.child(), sources.indicators());
    let note_of = |code: &str| match Fact::from_code(code) {
        Some(fact) => notes.child().evidence_of(fact),
        None => notes.indicators().evidence_of(code),
    };
    let facts = Fact::ALL.iter().filter_map(|fact| {
        let heading = Line::words(&capitalised(fact.code())).and_id(fact.code());
        let label = case.fact_row(*fact).map(|row| Line::words(&capitalised(&row.label)).and_id(fact.code()));
        let given = (child.evidence_of(*fact)?, note_of(fact.code())?);
        Some((label.unwrap_or(heading), child.answer_to(*fact)?, given))
    });
    let answers = tool.answers_to_questions().chain(tool.answers_by_code());
    let indicators = answers.filter_map(|(code, answer)| {
        let own = case.rules.and_then(|rules| rules.question(code));
        let label = own.map(|row| &row.label).or_else(|| case.indicator_row(code).map(|row| &row.label));
        let heading = label.map(|label| Line::words(label).and_id(code));
        let given = (tool.evidence_of(code)?, note_of(code)?);
        Some((heading.unwrap_or_else(|| Line::code(code)), answer, given))
    });
    let entries: Vec<_> =
        facts.chain(indicators).flat_map(|(heading, answer, given)| beside(heading, answer, given)).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![
        Block::Subheading("Evidence beside the answers".to_owned()),
        Block::Paragraph(Line::words(
            "As it was given. Rules may ask when something was seen, and read nothing else of it. Beside a no or a not known it counts for nothing.",
        )),
    ];
    blocks.extend(entries);
    blocks
}

/// One answer, with what stands beside it: its note as it may be shown, apart from the rest.
fn beside(heading: Line, answer: Answer, (given, noted): (&Evidence, &Evidence)) -> Vec<Block> {
    let mut lines = Vec::new();
    let days: Vec<_> = given.sightings().iter().map(|on| day(*on)).collect();
    match days.len() {
        0 => {}
        1 => lines.push(Line::words(&format!("Seen on {}.", days.join("")))),
        several => lines.push(Line::words(&format!(
            "Seen {}: on {}.",
            counted(several, "time", "times"),
            days.join(", ")
        ))),
    }
    lines.extend(given.reporting_day().map(|on| Line::words(&format!("Reported on {}.", day(on)))));
    lines.extend(
        given.source_given().map(|source| Line::words("Source: ").then(Line::theirs(source.as_str()))),
    );
    lines.extend(given.first_hand_given().map(|first| {
        Line::words(if first {
            "First hand: whoever said so saw it."
        } else {
            "Not first hand: whoever said so did not see it."
        })
    }));
    if lines.is_empty() && noted.note_given().is_none() {
        return Vec::new();
    }
    let heading = heading.and(&format!(": {}", in_words(answer.code())));
    let mut blocks = vec![Block::Entry { heading, lines, list: Vec::new() }];
    blocks.extend(noted.note_given().map(|note| quoted(note.as_str())));
    blocks
}

/// What somebody wrote, line by line.
pub(crate) fn quoted(text: &str) -> Block {
    Block::Quotation(text.lines().map(Line::theirs).collect())
}

/// When the child was seen alone, and what the child says: or that nobody recorded it.
fn views(case: &Case<'_>) -> Vec<Block> {
    let views = case.texts("words").request.indicators().views_given();
    let seen = views.and_then(|views| views.day_seen_alone()).map_or_else(
        || "When the child was last seen alone is not recorded.".to_owned(),
        |on| format!("Last seen alone on {}.", day(on)),
    );
    let mut blocks =
        vec![Block::Subheading("The child's views".to_owned()), Block::Paragraph(Line::words(&seen))];
    blocks.push(views.and_then(|views| views.words_given()).map_or_else(
        || Block::Paragraph(Line::words("What the child says and wants is not recorded.")),
        |words| quoted(words.as_str()),
    ));
    blocks
}

fn strengths(case: &Case<'_>) -> Vec<Block> {
    let strengths = case.texts("strengths").request.indicators().strengths_given().unwrap_or_default();
    let list = if strengths.is_empty() {
        Block::Paragraph(Line::words("None is recorded. This is not to say that there is none."))
    } else {
        Block::List(strengths.iter().map(|one| Line::theirs(one.as_str())).collect())
    };
    vec![Block::Subheading("Strengths and what protects".to_owned()), list]
}

fn row(question: &str, answer: Line) -> Row {
    Row::new(vec![Line::words(question), answer])
}

/// The words of a code, or that there is none.
fn given(code: Option<&str>) -> Line {
    Line::words(&code.map_or_else(|| "not given".to_owned(), in_words))
}

/// A question with its answer; or with what is said of it where there is none.
type Told = (Line, Result<Line, String>);

/// The answers in a table, and below it the questions that have none, all that are alike together.
fn about_the_child(case: &Case<'_>) -> Vec<Block> {
    let mut rows = Vec::new();
    let mut open: Vec<(String, Vec<Line>)> = Vec::new();
    for (question, answer) in asked_about_the_child(case) {
        match answer {
            Ok(answer) => rows.push(Row::new(vec![question, answer])),
            Err(left) => match open.iter_mut().find(|(said, _)| *said == left) {
                Some((_, alike)) => alike.push(question),
                None => open.push((left, vec![question])),
            },
        }
    }
    let table =
        Block::Table { caption: "About the child".to_owned(), columns: vec!["Question", "Answer"], rows };
    let open = open.into_iter().map(|(left, alike)| {
        let said = Line::strong(&format!("{}:", capitalised(&left))).and(" ");
        Block::Paragraph(said.then(Line::joined(alike, "; ")).and("."))
    });
    std::iter::once(table).chain(open).collect()
}

fn asked_about_the_child(case: &Case<'_>) -> Vec<Told> {
    let child = case.record.request.child();
    let told = |question: &str, answer: Option<Line>| {
        (Line::words(question), answer.ok_or_else(|| "not given".to_owned()))
    };
    let code = |code: &str| Line::words(&in_words(code));
    let mut rows = vec![told("Age", Some(Line::words(&age_as_given(case))))];
    for fact in Fact::ALL {
        rows.extend(fact_told(case, *fact));
        if *fact == Fact::LookedAfter {
            rows.push(told("Placement", child.placement_given().map(|one| code(one.code()))));
            rows.push(told("Legal status", child.legal_status_given().map(|one| code(one.code()))));
        }
    }
    rows.extend(own_questions(case));
    rows.push((Line::words("Case"), open(case)));
    let previous = child.previous_category_given().map(|category| case.named(Some(category)));
    rows.push(told("Previous category", previous));
    if let Some(on) = child.previous_category_day() {
        rows.push(told("Previous category recorded on", Some(Line::words(&day(on)))));
    }
    let determination = child.determination();
    let determination = determination.map(|one| Line::words(&capitalised(&determined(case.rules, one))));
    rows.push(told("Determination of a meeting since", determination));
    rows
}

/// The questions of the rules' own; and where the rules are not at hand, those that were answered.
fn own_questions(case: &Case<'_>) -> Vec<Told> {
    let tool = case.record.request.indicators();
    let number_of = |code: &str| tool.numbers_given().find(|(of, _)| *of == code).map(|(_, given)| given);
    let Some(rules) = case.rules else {
        let answers = tool.answers_to_questions();
        let answers = answers.map(|(code, answer)| (code, answered(Some(answer))));
        let numbers = tool.numbers_given().map(|(code, given)| (code, number(given)));
        let rows = answers.chain(numbers);
        return rows.map(|(code, said)| (Line::code(code), Ok(Line::words(&said)))).collect();
    };
    let said = |row: &QuestionRow| match (row.asks, tool.answer_to_code(&row.code), number_of(&row.code)) {
        (QuestionKind::Number, _, Some(given)) => Ok(Line::words(&number(given))),
        (QuestionKind::Number, ..) => Err("not given".to_owned()),
        (_, Some(answer), _) => Ok(Line::words(&answered(Some(answer)))),
        _ => Err(taken_for(row.left_out.unwrap_or(Answer::NotKnown))),
    };
    let row = |row: &QuestionRow| (Line::words(&capitalised(&row.label)).and_id(&row.code), said(row));
    rules.tables().questions.iter().map(row).collect()
}

fn taken_for(answer: Answer) -> String {
    format!("not answered, and taken for {}", in_words(answer.code()))
}

/// A fact, if it was answered or the rules ask for it.
fn fact_told(case: &Case<'_>, fact: Fact) -> Option<Told> {
    let answer = case.record.request.child().answer_to(fact);
    let taken = case.fact_row(fact).map(|row| row.left_out);
    let said = match (answer, taken) {
        (Some(answer), _) => Ok(Line::words(&answered(Some(answer)))),
        (None, Some(taken)) => Err(taken_for(taken)),
        (None, None) if case.rules.is_some() => return None,
        (None, None) => Err("not answered".to_owned()),
    };
    Some((case.fact(fact).and_id(fact.code()), said))
}

fn open(case: &Case<'_>) -> Result<Line, String> {
    if let Some(open) = case.record.request.child().case_given() {
        return Ok(Line::words(&in_words(open.code())));
    }
    Err(match case.rules.map(|rules| case.record.request.screen_by(rules).case()) {
        Some(Open::Open) => "not given, and taken for open".to_owned(),
        Some(Open::NotOpen) => "not given, and taken for not open".to_owned(),
        None => "not given".to_owned(),
    })
}

/// The age as it was given, and as it was reckoned.
fn age_as_given(case: &Case<'_>) -> String {
    let request = serde_json::to_value(&case.record.request).unwrap_or_default();
    let born = request.pointer("/child/date_of_birth").and_then(Value::as_str);
    let born = born.map(|born| born.parse().map_or_else(|_| born.to_owned(), day));
    let (lowest, highest) = case.record.request.child().age_range();
    match born {
        Some(born) => format!("born on {born}, so {lowest} on the day of the screening"),
        None if request.pointer("/child/age_between").is_some() => format!("between {lowest} and {highest}"),
        None if request.pointer("/child/age").is_some() => lowest.to_string(),
        None => "not known".to_owned(),
    }
}

fn screening(case: &Case<'_>) -> Vec<Row> {
    let request = &case.record.request;
    let (child, tool) = (request.child(), request.indicators());
    let given_day = |on: Option<_>| Line::words(&on.map_or_else(|| "not given".to_owned(), day));
    vec![
        row("Screened on", given_day(child.screening_day())),
        row("Referred on", given_day(tool.referral_day())),
        row("Completed by", given(tool.completed_by_given().map(|who| who.code()))),
    ]
}

fn indicators(case: &Case<'_>) -> Vec<Row> {
    let tool = case.record.request.indicators();
    let with = |wanted: Answer| tool.answers_by_code().filter(move |(_, answer)| *answer == wanted);
    ORDER.into_iter().flat_map(with).map(|(code, answer)| indicator(case, code, answer)).collect()
}

fn indicator(case: &Case<'_>, code: &str, answer: Answer) -> Row {
    let row = case.indicator_row(code);
    let name = row.map_or_else(|| Line::code(code), |row| Line::words(&row.label).and_id(code));
    let listed = match row {
        // Rules may list a sign in no category, and give one for it all the same.
        Some(row) if row.category.is_none() => Line::words(&row.statement),
        Some(row) => case.level(row.category).and(&format!(", {}", row.statement)),
        None => Line::words("not known here"),
    };
    Row::new(vec![name, Line::words(&in_words(answer.code())), listed])
}
