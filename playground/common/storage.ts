/**
 * localStorage where the browser allows it: a frame on a foreign site often gets none, and reading the property
 * already throws there.
 */
export function usableStorage(): Storage | undefined {
  try {
    const storage = window.localStorage
    storage.setItem('probe', '1')
    storage.removeItem('probe')
    return storage
  } catch {
    return
  }
}
