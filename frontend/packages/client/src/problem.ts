import { hasTexts, parse } from "./json.ts";

/** One input field that the server rejected. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/**
 * The details of a refusal.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  /** Each invalid field; empty where the problem does not concern the input. */
  readonly errors: readonly FieldError[];
}

/** The server refused a request. */
export class TidingsError extends Error {
  override readonly name = "TidingsError";
  /** The HTTP status. */
  declare readonly status: number;
  declare readonly problem: Problem;
  /** Whether Tidings itself refused, and not a gateway before it. */
  declare readonly own: boolean;
  /** Milliseconds to wait before a retry, where the server states them. */
  declare readonly retryAfter: number | undefined;

  constructor(status: number, problem: Problem, retryAfter?: number, own = true) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
    this.own = own;
  }
}

/** Reads a refusal. Without a problem+json body, the error has only the status. */
export async function readRefusal(response: Response, now: number): Promise<TidingsError> {
  const { status, headers } = response;
  const text = await response.text().catch(() => "");
  const problem = toProblem(text);
  const own = isOfType(response, "application/problem+json") && problem.status === status;
  return new TidingsError(status, problem, retryAfter(headers, now), own);
}

/** Whether the body has this media type, in any case (RFC 9110, 8.3.1). */
export function isOfType({ headers }: Pick<Response, "headers">, type: string): boolean {
  const [essence = ""] = (headers.get("Content-Type") ?? "").split(";");
  return essence.trim().toLowerCase() === type;
}

function toProblem(text: string): Problem {
  const body = parse(text);
  if (Object(body) !== body) return { errors: [] };
  const problem = body as { readonly errors?: unknown };
  return {
    ...problem,
    errors: [problem.errors].flat().filter((one) => hasTexts(one, "field", "message")),
  };
}

/** Reads `Retry-After`, seconds or a date, as milliseconds from `now` (RFC 9110, 10.2.3). */
function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return date ? Math.max(0, date - now) : undefined;
}
