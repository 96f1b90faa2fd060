import { Alert } from "@mantine/core";
import type { RunState } from "@tidings/client/runs";
import { useMessages } from "../../i18n/LanguageContext.ts";
import type { Messages } from "../../i18n/messages.ts";
import { Markdown } from "./Markdown.tsx";
import styles from "./Outcome.module.css";

export interface OutcomeProps {
  readonly run: RunState;
}

/** The result of a run, its missing fields, or its error. */
export function Outcome({
  run: { completion, incomplete, result, error, errorType, status },
}: OutcomeProps) {
  const { chat } = useMessages();
  const failure = clientError(errorType, chat) ?? error ?? "";
  return (
    <>
      {result !== null && (
        <section aria-label={chat.finalResult} className={styles.outcome}>
          <strong>{chat.finalResult}</strong>
          <Markdown growing={false} text={result.finalResult} />
        </section>
      )}
      {completion !== null && (
        <Alert color="teal" mt="xs" title={completionTitle(completion, chat)} variant="light">
          {completion.message}
        </Alert>
      )}
      {incomplete !== null && completion === null && (
        <Alert color="orange" mt="xs" title={chat.state.incomplete} variant="light">
          {incomplete.message}
          <div>{chat.lacks(incomplete.missingFields.join(", "))}</div>
        </Alert>
      )}
      {status === "failed" && failure !== "" && (
        <Alert color="red" mt="xs" role="alert" variant="light">
          {failure}
        </Alert>
      )}
    </>
  );
}

function completionTitle(
  { graphName, toolName }: NonNullable<RunState["completion"]>,
  chat: Messages["chat"],
): string {
  if (graphName !== undefined) return chat.madeGraph(graphName);
  return toolName === undefined ? chat.done : chat.madeTool(toolName);
}

/** The client's own errors, translated; other errors are the server's text. */
function clientError(type: string | null, chat: Messages["chat"]): string | undefined {
  if (type === "unknown_start") return chat.unknownStart;
  return type === "lost" ? chat.lost : undefined;
}
