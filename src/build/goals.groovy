/* What this build is for, as its other steps need to know it. */

// A build that only runs the server does without Error Prone, which takes longer than the compiler. Any other build
// compiles those classes again.
// The POM has no default of errorprone.checks: Maven would insert it before this script runs.
def checks = project.properties['errorprone.all']
def unchecked = new File(project.build.directory, 'unchecked')
if (session.goals.any { it.startsWith('liberty:') }) {
  unchecked.parentFile.mkdirs()
  unchecked.text = 'Compiled without Error Prone, to be run only.'
  checks = '-XepDisableAllChecks'
} else if (unchecked.exists()) {
  ['outputDirectory', 'testOutputDirectory'].each { new File(project.build[it]).deleteDir() }
  unchecked.delete()
}
project.properties.setProperty('errorprone.checks', checks)

// Whether it goes on to its integration tests.
def verifies = session.goals.any { it in ['pre-integration-test', 'integration-test', 'verify', 'install', 'deploy'] }
project.properties.setProperty('tidings.verifies', verifies.toString())

// The server loads a changed class in development mode alone (server.xml).
if (session.goals.contains('liberty:dev')) {
  project.properties.setProperty('liberty.bootstrap.application.update.trigger', 'polled')
}
