import { AppboxoWebSDK } from '@appboxo/web-sdk'
import { put } from './published.js'

put('web-sdk', AppboxoWebSDK)
