package screening

import rego.v1

in_force if {
	input.determined == 0
	input.previous > 0
}

in_force if input.determined in [1, 2, 3]

concern if count(input.observed) > 0

concern if input.judged > 0

concern if input.parent_may_be_involved

concern if in_force

behaviour if {
	some code in input.observed
	data.toolkit.behaviour[code]
}

looked_after if input.looked_after

looked_after if input.legal_status > 0

looked_after if input.placement in [1, 2]

looked_after if {
	input.placed_out_of_area
	not input.not_looked_after
}

# The categories in which the observed indicators are listed, once for each indicator.
listed := [data.toolkit.category[code] | some code in input.observed]

# A rule that fires, and what it gives at least. First those that do not ask what others gave.
first contains ["listed-indicator-1", 1] if 1 in listed

first contains ["listed-indicator-2", 2] if 2 in listed

first contains ["listed-indicator-3", 3] if 3 in listed

first contains ["several-category-1", 2] if count([1 | some category in listed; category == 1]) >= 3

first contains ["under-13", 2] if {
	input.lowest_age < 13
	concern
}

first contains ["learning-disability", 2] if {
	input.learning_disability
	concern
}

first contains ["known-gang-association", 3] if data.toolkit.gang in input.known

first contains ["unaccompanied-with-risk-indicators", 3] if {
	input.unaccompanied
	behaviour
}

first contains ["exploited-with-others", 3] if input.exploited_with_others

second contains ["looked-after", 3] if {
	looked_after
	behaviour
	some [_, gives] in first
	gives >= 2
}

first contains ["immediate-concern", 3] if input.immediate_concern

first contains ["section-47", 3] if input.section_47

first contains ["parent-may-be-involved", 1] if input.parent_may_be_involved

tables := first | second

indicated := max({0} | {gives | some [_, gives] in tables})

third contains ["professional-judgement", input.judged] if input.judged > indicated

after_judgement := max([indicated, input.judged])

fourth contains ["determination", input.determined] if {
	input.determined in [1, 2, 3]
	input.determined > after_judgement
}

fourth contains ["previous-category", input.previous] if {
	input.determined == 0
	input.previous > after_judgement
}

decision := {
	"category": max({after_judgement} | {gives | some [_, gives] in fourth}),
	"fired": [rule | some [rule, _] in (tables | third) | fourth],
}
