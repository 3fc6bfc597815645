import type { AppboxoSDK } from '@appboxo/js-sdk'
import type { AppboxoWebSDK } from '@appboxo/web-sdk'

/** What Boxo publishes, loaded from npm. */
interface Published {
  'js-sdk': AppboxoSDK
  'web-sdk': typeof AppboxoWebSDK
}

const slot = Symbol.for('drawbridge.e2e.published')
const slots = globalThis as { [slot]?: Partial<Published> }

/** Called by the script that has it. */
export function put<N extends keyof Published>(name: N, what: Published[N]): void {
  slots[slot] = { ...slots[slot], [name]: what }
}

/** Loads it into this page. */
export async function load<N extends keyof Published>(name: N): Promise<Published[N]> {
  const script = document.createElement('script')
  script.type = 'module'
  script.src = `/boxo-${name}.js`
  await new Promise<unknown>((resolve, reject) => {
    script.onload = resolve
    script.onerror = () => reject(new Error(`${script.src} did not load`))
    document.head.append(script)
  })
  const what = slots[slot]?.[name]
  if (!what) throw new Error(`${script.src} gave nothing`)
  return what
}
