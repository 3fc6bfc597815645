import type * as copy from './copy.js'

/**
 * Another copy of the packages in this page, or in a frame of its origin: a script of its own, so that the two share
 * nothing but the page.
 */
export function loadCopy(where: Window = window): Promise<typeof copy> {
  return new Promise((resolve) => {
    where.addEventListener(
      'another-copy',
      (event) => resolve((event as CustomEvent<typeof copy>).detail),
      {
        once: true,
      },
    )
    const script = where.document.createElement('script')
    script.type = 'module'
    script.textContent = `import * as copy from '/copy.js'
dispatchEvent(new CustomEvent('another-copy', { detail: copy }))`
    where.document.head.append(script)
  })
}
