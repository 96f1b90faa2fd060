import type { components, paths } from "./openapi.ts";

/** The schemas of the API's OpenAPI document, by name. */
export type Schemas = components["schemas"];

export type Method = "get" | "post" | "patch" | "delete";

/** The paths that have an operation of this method. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends undefined ? never : Path;
}[keyof paths];

type Operation<Path extends keyof paths, M extends Method> = NonNullable<paths[Path][M]>;

/** The parameters of an operation, in the path and in the query. */
export type ParametersOf<Path extends keyof paths, M extends Method> =
  Operation<Path, M> extends { readonly parameters: infer All }
    ? Pick<All, Extract<keyof All, "path" | "query">>
    : never;

type Json<Message> = Message extends {
  readonly content: { readonly "application/json": infer Body };
}
  ? Body
  : never;

/** The JSON body of a request. */
export type BodyOf<Path extends keyof paths, M extends Method> =
  Operation<Path, M> extends { readonly requestBody?: infer Body }
    ? Json<NonNullable<Body>>
    : never;

/** The JSON body of a successful answer. */
export type AnswerOf<Path extends keyof paths, M extends Method = "get"> =
  Operation<Path, M> extends { readonly responses: infer All }
    ? Json<All[Extract<keyof All, 200 | 201 | 202>]>
    : never;
