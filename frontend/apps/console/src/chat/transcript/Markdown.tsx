import { memo, type ReactNode, useState } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CodeBlock } from "./CodeBlock.tsx";
import { closeHalfOpen } from "./halfOpen.ts";
import { linkHost } from "./linkHost.ts";
import { MarkdownBlocks } from "./markdownBlocks.ts";

export interface MarkdownProps {
  readonly text: string;
  /** Whether more is to come: then what is half-open at the end is shown as if it were closed. */
  readonly growing: boolean;
}

/**
 * Markdown of a model's: no markup of its own, no links but to the web and mail, and no images, which
 * would tell others who reads it.
 */
export const Markdown = memo(function Markdown({ text, growing }: MarkdownProps) {
  const [splitter] = useState(() => new MarkdownBlocks());
  const blocks = splitter.split(text);
  return (
    <div className="markdown">
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

/** Code is shown as it is, at any length; a fence at its end that is not whole yet is left out. */
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

/** What is no address of the web's or of mail is only its text; where a link leads is shown. */
function Link({ href, children }: LinkProps) {
  if (!href) return <span>{children}</span>;
  const host = linkHost(href, typeof children === "string" ? children : "");
  return (
    <>
      <a href={href} rel="noopener noreferrer nofollow" target="_blank">
        {children}
      </a>
      {host && <span className="link-host"> ({host})</span>}
    </>
  );
}

const COMPONENTS: Components = {
  a: Link,
  // Tables scroll by themselves, and not the page.
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <div className="table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  img: ({ alt, src }) => <Link href={typeof src === "string" ? src : ""}>{alt || src}</Link>,
  pre: ({ children }) => children,
  code: ({ className, children }) => {
    const text = String(children ?? "");
    // Code in a list or a quotation is within a block, and has a line end.
    if (className === undefined && !text.includes("\n")) return <code>{text}</code>;
    return (
      <CodeBlock
        language={className?.replace("language-", "") ?? ""}
        text={text.replace(/\n$/, "")}
      />
    );
  },
};
