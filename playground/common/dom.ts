type Children = readonly (Node | string | undefined)[]

type Settings<T extends HTMLElement> = {
  /** `class` and everything else that is best written as an attribute. */
  readonly attributes?: Readonly<Record<string, string>>
} & Partial<
  Pick<
    T,
    Extract<
      keyof T,
      | 'hidden'
      | 'id'
      | 'textContent'
      | 'tabIndex'
      | 'type'
      | 'onclick'
      | 'oninput'
      | 'onchange'
      | 'value'
      | 'checked'
      | 'name'
      | 'href'
      | 'src'
      | 'alt'
      | 'width'
      | 'height'
      | 'htmlFor'
      | 'placeholder'
    >
  >
>

/** Makes an element; `name` is a tag with classes, as in `button.primary`. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K | `${K}.${string}`,
  settings: Settings<HTMLElementTagNameMap[K]> = {},
  ...children: Children
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = name.split('.') as [K, ...string[]]
  const element = document.createElement(tag)
  const { attributes = {}, ...properties } = settings
  element.classList.add(...classes)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  Object.assign(element, properties)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** @throws {Error} if the page has no such element. */
export function find<T extends Element = HTMLElement>(selector: string): T {
  const element = document.querySelector<T>(selector)
  if (!element) throw new Error(`The page has no ${selector}`)
  return element
}

/** Writes only what differs, so that assistive technology hears of a change once. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
