// A script of its own: it looks around when it is loaded, as it would in a miniapp.
import published, { type AppboxoSDK } from '@appboxo/js-sdk'
import { put } from './published.js'

// Its browser build is a CommonJS module: what it exports is one step away.
put('js-sdk', (published as AppboxoSDK & { default?: AppboxoSDK }).default ?? published)
