import { Lexer, type Token } from "marked";

/** How many blocks at the end may still become others by what follows. */
const UNSETTLED = 2;

/**
 * Splits text that grows into blocks of Markdown, each of which can be shown by itself: what was
 * shown stays, and only the end is read again. Text with footnotes stays whole, as these tie its
 * parts together; definitions of links go along with each block that may use them.
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

/** All of `text` in blocks. */
function lex(text: string): string[] {
  const blocks: string[] = [];
  let at = 0;
  for (const { type, raw } of Lexer.lex(text, { gfm: true }) as Token[]) {
    // The lexer tidies up here and there; what it has not as it was stays one block.
    if (!text.startsWith(raw, at)) break;
    at += raw.length;
    // Blank lines go with what they follow.
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
