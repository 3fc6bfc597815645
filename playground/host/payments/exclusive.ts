/**
 * Runs one task of this name at a time, across all tabs of this origin: a shop that is open in two of them asks for
 * its pending orders in both.
 */
export async function exclusive<T>(
  name: string,
  task: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  // Absent only where the page is not a secure context, which every loopback page is.
  if (!('locks' in navigator)) return task()
  return navigator.locks.request(name, { ...(signal && { signal }) }, task)
}
