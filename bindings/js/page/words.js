// What the page says of a record that needs no page to say it: it can be tested without one.

/** Why there is no category, by the code in the record. */
const NO_CATEGORY = {
  nothing_asked: "No indicator was asked about. That is not “no risk”: the form says nothing about risk.",
  nothing_seen: "No indicators recorded as seen or suspected. That is not “no risk”: it says only what was seen by whoever was asked.",
  seen_without_category: "Something was seen or suspected, and these rules give nothing for it. That is not “no risk”.",
  determined_none: "A meeting determined that none is in force, and nothing else gives one. That is not “no risk”.",
  out_of_scope: "Outside the scope in which these rules give one. That is not “no risk”: see what to do.",
  outside_this_tool: "This tool is made for other ages, and says nothing of the risk. The steps say where to turn.",
};

/** What is no open answer is named, because a yes to it may raise the category. */
const ALONE =
  "No open answer to a question that arises would raise it by itself, if it were yes. Not among the open answers are " +
  "indicators that were not asked about, and what nobody answered and was taken for a no.";

/** A number that is not known has no yes. */
function anyOne(gaps, isNumber) {
  const numbers = gaps.some((gap) => isNumber(gap.question));
  return `A yes to any one of these${numbers ? ", or a number that is high enough where one is asked for," : ""}`;
}

/** Why there is no category, in a sentence. */
export function whyNone(code) {
  return NO_CATEGORY[code] ?? `That is not “no risk”: ${(code ?? "why is not recorded").replaceAll("_", " ")}.`;
}

/**
 * What is said of the answers that are open; null for what is not said. `called` names what is possible, `isNumber` says of
 * a code whether it asks for a number. `alone` stands where nothing else is told of what is not known.
 */
export function ofOpenAnswers({ category, possible, gaps, no_category }, called, isNumber = () => false) {
  const rises = possible !== category;
  const isOut = ["out_of_scope", "outside_this_tool"].includes(no_category);
  const isByOne = gaps.some((gap) => gap.would_raise_to >= possible);
  return {
    possible: rises ? `It could be ${called}, if what is not known or suspected were so.` : null,
    gaps: gaps.length > 0 ? `${anyOne(gaps, isNumber)} would raise it by itself, to:` : null,
    together: rises && !isByOne ? `Several of the open answers together could lead to ${called}.` : null,
    scope: isOut
      ? "These rules give none in this scope. Another answer about age, needs or care could change the scope. Unknown is not “no”."
      : null,
    alone: rises || isOut || gaps.length > 0 ? null : ALONE,
  };
}
