import { Lexer, type Token } from "marked";

/** How many blocks at the end further text may change. */
const UNSETTLED = 2;

/**
 * Splits growing text into blocks of Markdown that can be shown separately. Only the end is parsed
 * again. Text with footnotes remains one block, because footnotes connect its parts. Each block with
 * a reference gets the link definitions.
 */
export class MarkdownBlocks {
  #text = "";
  #blocks: readonly string[] = [];
  #whole: readonly string[] = [];

  split(raw: string): readonly string[] {
    const text = raw.replaceAll("\r\n", "\n");
    if (text === this.#text) return this.#whole;
    const settled = text.startsWith(this.#text) ? this.#blocks.slice(0, -UNSETTLED) : [];
    const from = settled.reduce((length, block) => length + block.length, 0);
    this.#text = text;
    this.#blocks = [...settled, ...lex(text.slice(from))];
    this.#whole = text.includes("[^") ? [text] : withDefinitions(this.#blocks);
    return this.#whole;
  }
}

/** Splits `text` into blocks. */
function lex(text: string): string[] {
  const blocks: string[] = [];
  let at = 0;
  for (const { type, raw } of Lexer.lex(text, { gfm: true }) as Token[]) {
    // The lexer normalises some text; from there on the text remains one block.
    if (!text.startsWith(raw, at)) break;
    at += raw.length;
    // Blank lines belong to the block before them.
    if (type === "space" && blocks.length > 0) blocks.push(`${blocks.pop()}${raw}`);
    else blocks.push(raw);
  }
  if (at < text.length) blocks.push(text.slice(at));
  return blocks;
}

const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$/gm;

function withDefinitions(blocks: readonly string[]): readonly string[] {
  const definitions = blocks.flatMap((block) =>
    block.startsWith("```") ? [] : (block.match(DEFINITION) ?? []),
  );
  if (definitions.length === 0) return blocks;
  const all = `\n\n${definitions.join("\n")}`;
  return blocks.map((block) => (block.includes("[") ? `${block}${all}` : block));
}
