import type { FieldError, Problem } from "@tidings/client";

/**
 * Reads the `problem+json` of a refusal. Without one, the status is the only detail.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export async function readProblem(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return { errors: [] };
  const errors = "errors" in body && Array.isArray(body.errors) ? body.errors : [];
  return { ...body, errors: errors.filter(isFieldError) };
}

function isFieldError(value: unknown): value is FieldError {
  return (
    typeof value === "object" &&
    value !== null &&
    "field" in value &&
    typeof value.field === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}
