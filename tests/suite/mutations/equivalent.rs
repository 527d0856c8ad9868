//! The mutants that change no outcome, each with the reason why it cannot.

/// Mutants that change no outcome, and why.
pub const EQUIVALENT: &[(&str, &[&str])] = &[
    (
        "a listed level asks for an observed indicator of its category anyway",
        &["/category_rules/0/when/0 dropped"],
    ),
    ("definitions have no order", &["/definitions/1 before 0"]),
    (
        "with nothing but circumstances and no other ground, a concern can only come from a circumstance, and rows ask for a concern beside it",
        &[
            "/definitions/1/when/0 dropped",
            r#"/definitions/1/when/0/any_observed = "any""#,
            r#"/definitions/1/when/0/any_observed = "category-1""#,
        ],
    ),
    (
        "read only as `yes or suspected`, so that not known and no are one class",
        &[r#"/facts/11/left_out = "not_known""#, r#"/facts/3/left_out = "no""#],
    ),
    (
        "the two findings exclude each other, so their order shows nowhere",
        &["/findings/12 before 11", "/findings/13 before 12", "/findings/3 before 2"],
    ),
    (
        "the added indicator is one of the others, whose presence ends the finding",
        &[
            "/findings/3/when/0/any_observed + clipping",
            "/findings/3/when/0/any_observed + concealed-injuries",
            "/findings/3/when/0/any_observed + repeat-offending",
        ],
    ),
    (
        "no category is given in scope adult, and the row asks for one, or for a possible one above it",
        &[
            r#"/plan_hosts/1/when/1/scope + "adult""#,
            r#"/plan_hosts/2/when/1/scope + "adult""#,
            r#"/steps/11/when/2/scope + "adult""#,
            r#"/steps/13/when/2/scope + "adult""#,
            r#"/steps/2/when/1/scope + "adult""#,
            "/steps/22/when/0 dropped",
            r#"/steps/22/when/0/scope + "adult""#,
            r#"/steps/31/when/1/scope + "adult""#,
            r#"/steps/42/when/1/scope + "adult""#,
            r#"/steps/59/when/1/scope + "adult""#,
            r#"/steps/8/when/2/scope + "adult""#,
            r#"/steps/9/when/2/scope + "adult""#,
        ],
    ),
    (
        "an earlier plan host takes the category before this row is asked",
        &[
            "/plan_hosts/5/when/0/category + 3",
            "/plan_hosts/6/when/0/category + 2",
            "/plan_hosts/6/when/0/category + 3",
        ],
    ),
    (
        "whoever no scope places is a child, and the scopes of adults ask for 18 or over",
        &[
            "/scopes/0 dropped",
            r#"/scopes/0/when/0/could_be_under = "minimum-age-for-category-1""#,
            r#"/scopes/0/when/0/could_be_under = "pathway-planning-age""#,
            r#"/scopes/0/when/0/could_be_under = "transition-age""#,
        ],
    ),
    (
        "the scope of children comes first and takes everybody who could be under 18",
        &[
            "/scopes/1 before 0",
            r#"/scopes/1/when/0 = {"could_be_at_least":"adult-age"}"#,
            "/scopes/1/when/0 dropped",
            r#"/scopes/1/when/0/certainly_at_least = "minimum-age-for-category-1""#,
            r#"/scopes/1/when/0/certainly_at_least = "pathway-planning-age""#,
            r#"/scopes/1/when/0/certainly_at_least = "transition-age""#,
        ],
    ),
    (
        "a behaviour indicator under 18 is a concern and no status alone, so the other way holds already",
        &[
            r#"/steps/14/when/0/any/1/all/0 = {"could_be_at_least":"adult-age"}"#,
            "/steps/14/when/0/any/1/all/0 dropped",
            r#"/steps/14/when/0/any/1/all/0/certainly_at_least = "minimum-age-for-category-1""#,
            r#"/steps/14/when/0/any/1/all/0/certainly_at_least = "pathway-planning-age""#,
            r#"/steps/14/when/0/any/1/all/0/certainly_at_least = "transition-age""#,
        ],
    ),
    (
        "the two steps exclude each other, so their order shows nowhere",
        &[
            "/steps/105 before 104",
            "/steps/12 before 11",
            "/steps/13 before 12",
            "/steps/36 before 35",
            "/steps/79 before 78",
            "/steps/9 before 8",
        ],
    ),
    ("the step applies in Category 2 and 3 only", &["/steps/51/force/must_in_categories + 1"]),
    (
        "children exploited together are in Category 3",
        &[
            "/steps/90/when/0/category_at_least = 2",
            "/steps/90/when/0/category_at_least = 3",
            "/steps/91/when/0/category_at_least = 2",
            "/steps/91/when/0/category_at_least = 3",
        ],
    ),
    (
        "a concern with a learning disability is Category 2 at least",
        &["/steps/93/when/0/category_at_least = 2"],
    ),
];
