import { Alert } from "@mantine/core";
import type { RunState } from "@tidings/client/runs";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { Messages } from "../../i18n/messages.ts";
import { Markdown } from "./Markdown.tsx";

export interface OutcomeProps {
  readonly run: RunState;
}

/** What a run made, what it lacks, or why it failed. */
export function Outcome({
  run: { completion, incomplete, result, error, errorType, status },
}: OutcomeProps) {
  const { chat } = useMessages();
  const why = whyItFailed(errorType, chat) ?? error ?? "";
  return (
    <>
      {result !== null && (
        <section aria-label={chat.finalResult} className="outcome">
          <strong>{chat.finalResult}</strong>
          <Markdown growing={false} text={result.finalResult} />
        </section>
      )}
      {completion !== null && (
        <Alert color="teal" mt="xs" title={made(completion, chat)} variant="light">
          {completion.message}
        </Alert>
      )}
      {incomplete !== null && completion === null && (
        <Alert color="orange" mt="xs" title={chat.state.incomplete} variant="light">
          {incomplete.message}
          <div>{chat.lacks(incomplete.missingFields.join(", "))}</div>
        </Alert>
      )}
      {status === "failed" && why !== "" && (
        <Alert color="red" mt="xs" role="alert" variant="light">
          {why}
        </Alert>
      )}
    </>
  );
}

function made(
  { graphName, toolName }: NonNullable<RunState["completion"]>,
  chat: Messages["chat"],
): string {
  if (graphName !== undefined) return chat.madeGraph(graphName);
  return toolName === undefined ? chat.done : chat.madeTool(toolName);
}

/** What only the client knows is in its own words; the rest is in the server's. */
function whyItFailed(type: string | null, chat: Messages["chat"]): string | undefined {
  if (type === "unknown_start") return chat.unknownStart;
  return type === "lost" ? chat.lost : undefined;
}
