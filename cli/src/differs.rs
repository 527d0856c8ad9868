//! What differs between two sets, in words: for the comparison and the rulebook.

use crate::rules::rows;
use cse_screening::RuleSet;
use cse_screening::rules::Json;
use cse_screening::rules::condition::Condition;
use cse_screening::rules::proof::WhatChanges;

/// The step or finding that changes, in its words: those of before where it is lost.
pub(crate) fn label(from: &RuleSet, to: &RuleSet, change: &WhatChanges) -> Option<String> {
    match change {
        WhatChanges::StepLost { step } => rows::label(from, "steps", step),
        WhatChanges::StepGained { step }
        | WhatChanges::ForceDown { step, .. }
        | WhatChanges::ForceUp { step, .. }
        | WhatChanges::DeadlineLater { step, .. }
        | WhatChanges::DeadlineSooner { step, .. } => rows::label(to, "steps", step),
        WhatChanges::FindingLost { finding } => rows::label(from, "findings", finding),
        WhatChanges::FindingGained { finding } => rows::label(to, "findings", finding),
        _ => None,
    }
}

/// A value of a field: conditions and texts in quotation marks, the rest as it is written.
pub(crate) fn value(rules: &RuleSet, field: &str, value: Option<&Json>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    if let Some(text) = value.as_str() {
        return format!("“{text}”");
    }
    let conditions = matches!(field, "when" | "open_when_left_out").then(|| value.read::<Vec<Condition>>());
    conditions.flatten().map_or_else(|| value.to_string(), |when| format!("“{}”", rules.in_words(&when)))
}
