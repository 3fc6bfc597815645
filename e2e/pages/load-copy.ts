import type * as copy from './copy.js'

/** Another copy of the packages in this page: a script of its own, so that the two share nothing but the page. */
export function loadCopy(): Promise<typeof copy> {
  return new Promise((resolve) => {
    addEventListener(
      'another-copy',
      (event) => resolve((event as CustomEvent<typeof copy>).detail),
      {
        once: true,
      },
    )
    const script = document.createElement('script')
    script.type = 'module'
    script.textContent = `import * as copy from '/copy.js'
dispatchEvent(new CustomEvent('another-copy', { detail: copy }))`
    document.head.append(script)
  })
}
