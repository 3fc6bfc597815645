// swift-tools-version:5.5
import PackageDescription

let package = Package(
  name: "Drawbridge",
  platforms: [.iOS(.v14), .macOS(.v11)],
  products: [.library(name: "Drawbridge", targets: ["Drawbridge"])],
  targets: [
    .target(name: "Drawbridge"),
    .testTarget(name: "DrawbridgeTests", dependencies: ["Drawbridge"]),
  ]
)
