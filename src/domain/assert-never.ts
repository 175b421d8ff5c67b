/** Ends a switch over a union: the compiler refuses to build when a member was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`A case is missing for ${JSON.stringify(value)}.`);
}
