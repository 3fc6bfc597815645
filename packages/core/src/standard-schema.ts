/**
 * The part of Standard Schema 1 that the contract uses, so that zod, valibot, ArkType and others fit.
 * Source: https://standardschema.dev
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

export type InputOf<S> = S extends StandardSchemaV1<infer Input, unknown> ? Input : never
export type OutputOf<S> =
  S extends StandardSchemaV1<never, infer Output>
    ? Output
    : S extends {
          readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined }
        }
      ? Output
      : never
