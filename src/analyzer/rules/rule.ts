/** What a rule is: a pure function from the survey of a graph to findings. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Survey } from "../flow/survey.ts";

export type Rule = (survey: Survey) => Iterable<Diagnostic>;
