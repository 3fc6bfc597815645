import { contestants } from '../contestants.mjs'
import { rows } from '../rows.mjs'
import { digits, placementTitles } from './format.mjs'

const MARGIN = 24
const COLUMN = 470
const LABEL = 96
/** How long the longest bar is, and how far beyond it an interval may reach. */
const BAR = 250
const BEYOND = 1.2
const LINE = 20
const PANEL_HEAD = 34
const PANEL_FOOT = 18
const HEAD = 104

/** In the colours of the page's own scheme, on a ground of its own: readable wherever it is shown. */
const style = `
  .ground { fill: #ffffff }
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 20px; font-weight: 600 }
  .head { font-size: 15px; font-weight: 600 }
  .panel { font-weight: 600 }
  .quiet, .value { fill: #59636e }
  .bar { fill: #b4bcc6 }
  .bar.floor { fill: #8a94a1 }
  .bar.drawbridge { fill: #0969da }
  text.drawbridge { font-weight: 600; fill: #0757b8 }
  .interval { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 }
    text { fill: #f0f6fc }
    .quiet, .value { fill: #9198a1 }
    .bar { fill: #4b5563 }
    .bar.floor { fill: #7d8794 }
    .bar.drawbridge { fill: #388bfd }
    text.drawbridge { fill: #79c0ff }
    .interval { stroke: #f0f6fc }
  }`

/**
 * A column for each set-up, in it a panel for each row, in it a bar for each contestant: the shorter, the better.
 *
 * @param {Readonly<Record<string, import('./report.mjs').PlacementReport>>} reports by placement
 * @returns {string} SVG
 */
export function drawGraph(reports) {
  const shown = rows.filter(({ special, unit }) => !special && unit !== 'bytes')
  const panelHeight = PANEL_HEAD + contestants.length * LINE + PANEL_FOOT
  const columns = Object.entries(reports)
  const width = MARGIN + columns.length * COLUMN
  const height = HEAD + shown.length * panelHeight + MARGIN
  const parts = columns.flatMap(([placement, { figures }], column) => {
    const x = MARGIN + column * COLUMN
    return [
      text(x, HEAD - 16, placementTitles[placement] ?? placement, 'head'),
      ...shown.flatMap((row, index) =>
        drawPanel(row, figures[row.name]?.values ?? {}, x, HEAD + index * panelHeight),
      ),
    ]
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">Drawbridge beside bare ports and other libraries: medians, with 95 % intervals</title>
<style>${style}
</style>
<rect class="ground" width="${width}" height="${height}" rx="6"/>
${text(MARGIN, 34, 'Drawbridge beside bare ports and other libraries', 'title')}
${text(MARGIN, 52, 'Medians, the shorter the better. The thin line is the 95 % interval.', 'quiet')}
${parts.join('\n')}
</svg>
`
}

/**
 * @param {import('../rows.mjs').Row} row
 * @param {import('./figures.mjs').RowFigures['values']} values
 * @param {number} x
 * @param {number} y
 */
function drawPanel({ title, unit }, values, x, y) {
  const longest = Math.max(...Object.values(values).map(({ median }) => median))
  // One wild round must not flatten all the others.
  const scale = (/** @type {number} */ value) => BAR * Math.min(value / longest, BEYOND)
  return [
    text(x, y + 22, `${title}, ${unit}`, 'panel'),
    ...contestants.flatMap(({ id, title: name }, index) => {
      const found = values[id]
      if (!found) return []
      const top = y + PANEL_HEAD + index * LINE
      const own = id === 'drawbridge' ? ' drawbridge' : ''
      const kind = own || (id === 'port' || id === 'batch' ? ' floor' : '')
      const left = x + LABEL
      const end = Math.max(scale(found.median), scale(found.high))
      const middle = top + LINE / 2 - 1
      return [
        text(x, top + 13, name, `label${own}`),
        `<rect class="bar${kind}" x="${left}" y="${top + 2}" width="${round(Math.max(scale(found.median), 1))}" height="${LINE - 6}"/>`,
        `<line class="interval" x1="${round(left + scale(found.low))}" x2="${round(left + scale(found.high))}" y1="${middle}" y2="${middle}"/>`,
        text(round(left + end + 8), top + 13, digits(found.median), `value${own}`),
      ]
    }),
  ]
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} kind
 */
function text(x, y, content, kind) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text class="${kind}" x="${x}" y="${y}">${escaped}</text>`
}
