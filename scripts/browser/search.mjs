import { firstLine } from '../debian.mjs'

/**
 * A place to look for a browser.
 *
 * @typedef {object} Source
 * @property {string} name
 * @property {() => Promise<readonly Candidate[]>} find may install something; a throw counts as "not found here", with its message as the reason
 *
 * @typedef {string | undefined} Candidate a path, or undefined for the browser that Playwright downloaded
 * @typedef {{ readonly source: string, readonly candidate?: Candidate, readonly reason: string }} Attempt
 * @typedef {{ readonly executablePath: Candidate, readonly source: string }} Found
 */

/**
 * Asks one source after the other and takes the first candidate that the probe accepts. A source or a candidate that
 * fails is noted and never ends the search.
 *
 * @param {readonly Source[]} sources
 * @param {(candidate: Candidate) => Promise<void>} probe throws if the candidate cannot load a page
 * @returns {Promise<{ found?: Found, attempts: Attempt[] }>}
 */
export async function searchBrowser(sources, probe) {
  /** @type {Attempt[]} */
  const attempts = []
  for (const { name, find } of sources) {
    /** @type {readonly Candidate[]} */
    let candidates = []
    try {
      candidates = await find()
      if (candidates.length === 0) attempts.push({ source: name, reason: 'nothing there' })
    } catch (error) {
      attempts.push({ source: name, reason: firstLine(error) })
    }
    for (const candidate of candidates) {
      try {
        await probe(candidate)
        return { found: { executablePath: candidate, source: name }, attempts }
      } catch (error) {
        attempts.push({ source: name, candidate, reason: firstLine(error) })
      }
    }
  }
  return { attempts }
}
