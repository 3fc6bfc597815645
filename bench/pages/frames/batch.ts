import { driveFrame } from '../frame.js'
import { bareFrame } from './bare.js'

driveFrame(bareFrame(true))
