import { memo, type ReactNode, useState } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CodeBlock } from "./CodeBlock.tsx";
import { closeHalfOpen } from "./halfOpen.ts";
import { linkHost } from "./linkHost.ts";
import styles from "./Markdown.module.css";
import { MarkdownBlocks } from "./markdownBlocks.ts";

export interface MarkdownProps {
  readonly text: string;
  /** Whether more text follows. Open markers at the end are then shown as if they were closed. */
  readonly growing: boolean;
}

/**
 * Shows a model's Markdown. HTML is shown as text, and links lead only to the web and to mail. Images
 * are shown as links: loading one would disclose the reader.
 */
export const Markdown = memo(function Markdown({ text, growing }: MarkdownProps) {
  const [splitter] = useState(() => new MarkdownBlocks());
  const blocks = splitter.split(text);
  return (
    <div className={styles.markdown} data-testid="markdown">
      {blocks.map((block, i) => {
        const open = growing && i === blocks.length - 1;
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever appended
        return <Block key={i} text={open && !fenced(block) ? closeHalfOpen(block) : block} />;
      })}
    </div>
  );
});

const PLUGINS = [remarkGfm];

const Block = memo(function Block({ text }: { readonly text: string }) {
  const code = fenced(text);
  if (code) return <CodeBlock language={code.language} text={code.text} />;
  return (
    <ReactMarkdown components={COMPONENTS} remarkPlugins={PLUGINS}>
      {text}
    </ReactMarkdown>
  );
});

/** Reads a code block of any length. An incomplete fence at its end is omitted. */
function fenced(text: string): { language: string; text: string } | undefined {
  const match = /^(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n`]*\n([\s\S]*)$/.exec(text);
  if (!match) return undefined;
  const [, fence = "", language = "", rest = ""] = match;
  return {
    language,
    text: rest.replace(new RegExp(`\\n?${fence[0]}{1,${fence.length}}\\s*$`), ""),
  };
}

interface LinkProps {
  readonly href?: string | undefined;
  readonly children?: ReactNode;
}

/** A link with its host. Without a web or mail address only the text is shown. */
function Link({ href, children }: LinkProps) {
  if (!href) return <span>{children}</span>;
  const host = linkHost(href, typeof children === "string" ? children : "");
  return (
    <>
      <a href={href} rel="noopener noreferrer nofollow" target="_blank">
        {children}
      </a>
      {host && <span className={styles.linkHost}> ({host})</span>}
    </>
  );
}

const COMPONENTS: Components = {
  a: Link,
  // A wide table scrolls by itself.
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus
    <div className={styles.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  img: ({ alt, src }) => <Link href={typeof src === "string" ? src : ""}>{alt || src}</Link>,
  pre: ({ children }) => children,
  code: ({ className, children }) => {
    const text = String(children ?? "");
    // A code block within a list or a quotation ends with a line break.
    if (className === undefined && !text.includes("\n")) return <code>{text}</code>;
    return (
      <CodeBlock
        language={className?.replace("language-", "") ?? ""}
        text={text.replace(/\n$/, "")}
      />
    );
  },
};
