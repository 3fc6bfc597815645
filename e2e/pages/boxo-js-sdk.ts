// A script of its own: it looks around when it is loaded, as it would in a miniapp.
import appboxoSdk from '@appboxo/js-sdk'
import { put } from './published.js'

put('js-sdk', appboxoSdk)
