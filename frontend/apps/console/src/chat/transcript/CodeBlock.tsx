import { useMessages } from "../../i18n/LanguageContext.ts";
import styles from "./CodeBlock.module.css";
import { CopyButton } from "./CopyButton.tsx";

export interface CodeBlockProps {
  readonly language: string;
  readonly text: string;
}

/** Shows code with its language and a button to copy it. */
export function CodeBlock({ language, text }: CodeBlockProps) {
  const { chat } = useMessages();
  return (
    <div className={styles.code}>
      <div className={styles.head} data-testid="code-head">
        <span>{language}</span>
        <CopyButton label={chat.copyCode} text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
