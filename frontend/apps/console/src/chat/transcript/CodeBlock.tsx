import { useMessages } from "../../i18n/LanguageContext.ts";
import { CopyButton } from "./CopyButton.tsx";

export interface CodeBlockProps {
  readonly language: string;
  readonly text: string;
}

/** Code as it is, with its language and a way to copy it. */
export function CodeBlock({ language, text }: CodeBlockProps) {
  const { chat } = useMessages();
  return (
    <div className="code">
      <div className="code-head">
        <span>{language}</span>
        <CopyButton label={chat.copyCode} text={text} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
