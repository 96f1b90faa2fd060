import type { AnswerOf } from "../api/operations.ts";
import { useApiQuery } from "../api/useApiQuery.ts";
import { PAGES, type PageName } from "./location.ts";

export type Feature = NonNullable<AnswerOf<"/auth/me">["features"]>[number];

const ALL: readonly Feature[] = ["push", "runs"];

const FEATURE_OF: Readonly<Record<PageName, Feature>> = {
  live: "push",
  chat: "runs",
  tasks: "push",
  connections: "push",
  "dead-letters": "push",
};

/** What the server serves; everything until it has answered. */
export function useFeatures(): readonly Feature[] {
  const { data } = useApiQuery("/auth/me", {}, { gcTime: Number.POSITIVE_INFINITY });
  return data?.features ?? ALL;
}

/** The pages of a user, in the order of the navigation. */
export function pagesFor(features: readonly Feature[], isAdmin: boolean): readonly PageName[] {
  return PAGES.filter(
    (name) => features.includes(FEATURE_OF[name]) && (isAdmin || name !== "dead-letters"),
  );
}
