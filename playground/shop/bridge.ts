import { createMiniapp, type Miniapp } from '@drawbridge/miniapp'
import { contract } from '../contract.js'
import type { Launch } from './launch.js'

export type Bridge = Miniapp<(typeof contract)['entries']>

export function openBridge({ hostOrigins, connectTimeout }: Launch): Bridge {
  return createMiniapp({
    appId: 'kilnfolk',
    version: '1.0.0',
    hostOrigins,
    contract,
    connectTimeout,
  })
}
