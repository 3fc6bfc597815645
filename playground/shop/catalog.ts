import type { Locale } from '../common/locales.js'
import bowl from './drawings/bowl.svg'
import mug from './drawings/mug.svg'
import planter from './drawings/planter.svg'
import plate from './drawings/plate.svg'
import teapot from './drawings/teapot.svg'
import vase from './drawings/vase.svg'

export const currency = 'EUR'

export interface Product {
  readonly id: string
  /** Minor units. */
  readonly price: number
  readonly drawing: string
  readonly names: Readonly<Record<Locale, string>>
  readonly notes: Readonly<Record<Locale, string>>
}

export const products: readonly Product[] = [
  {
    id: 'harbour-mug',
    price: 2400,
    drawing: mug,
    names: { en: 'Harbour mug', de: 'Hafenbecher', es: 'Taza del puerto', ar: 'كوب المرفأ' },
    notes: {
      en: '35 cl, lagoon glaze',
      de: '35 cl, Lagunenglasur',
      es: '35 cl, esmalte laguna',
      ar: '٣٥ سل، طلاء البحيرة',
    },
  },
  {
    id: 'storm-teapot',
    price: 8600,
    drawing: teapot,
    names: { en: 'Storm teapot', de: 'Sturmkanne', es: 'Tetera tormenta', ar: 'إبريق العاصفة' },
    notes: {
      en: 'Cane handle, 1 litre',
      de: 'Rohrgriff, 1 Liter',
      es: 'Asa de caña, 1 litro',
      ar: 'مقبض خيزران، لتر واحد',
    },
  },
  {
    id: 'tidal-bowl',
    price: 3400,
    drawing: bowl,
    names: { en: 'Tidal bowl', de: 'Gezeitenschale', es: 'Cuenco marea', ar: 'وعاء المد' },
    notes: {
      en: 'Foam rim, 26 cm',
      de: 'Schaumrand, 26 cm',
      es: 'Borde espuma, 26 cm',
      ar: 'حافة رغوية، ٢٦ سم',
    },
  },
  {
    id: 'herring-plate',
    price: 2900,
    drawing: plate,
    names: { en: 'Herring plate', de: 'Heringsteller', es: 'Plato arenque', ar: 'طبق الرنجة' },
    notes: {
      en: 'Painted by hand',
      de: 'Von Hand bemalt',
      es: 'Pintado a mano',
      ar: 'مرسوم باليد',
    },
  },
  {
    id: 'dusk-vase',
    price: 5800,
    drawing: vase,
    names: { en: 'Dusk vase', de: 'Abendvase', es: 'Jarrón ocaso', ar: 'مزهرية الغسق' },
    notes: {
      en: 'Honey over plum',
      de: 'Honig auf Pflaume',
      es: 'Miel sobre ciruela',
      ar: 'عسلي فوق برقوقي',
    },
  },
  {
    id: 'agave-planter',
    price: 4600,
    drawing: planter,
    names: { en: 'Agave planter', de: 'Agaventopf', es: 'Maceta agave', ar: 'أصيص الأغاف' },
    notes: { en: 'With drip tray', de: 'Mit Untersetzer', es: 'Con platillo', ar: 'مع صحن' },
  },
]

export function drawingOf(productId: string): string | undefined {
  return products.find(({ id }) => id === productId)?.drawing
}
