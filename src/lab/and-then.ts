/** As `finally`, but what went wrong first is what is thrown: that the rest could not be undone is only its consequence. */
export async function andThen<T>(work: () => Promise<T>, always: () => Promise<void>): Promise<T> {
  let first: { readonly thrown: unknown } | undefined;
  const result = await work().catch((thrown: unknown) => {
    first = { thrown };
    return undefined;
  });
  await always().catch((thrown: unknown) => (first ??= { thrown }));
  if (first !== undefined) throw first.thrown;
  return result as T;
}
