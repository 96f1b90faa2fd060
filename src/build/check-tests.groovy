/*
 * Checks the tests with Error Prone and NullAway while they run: the check takes three times as long as
 * their compilation, and leaves a processor idle. 'begin' starts it unless nothing has changed since it
 * passed; 'end' waits for it, shows what was printed and fails if it failed. A build that goes on to its
 * integration tests waits before those, any other after the unit tests ('end-early').
 */
def printed = new File(project.build.directory, 'check-tests.log')
def passed = new File(project.build.directory, 'check-tests.passed')
def checks = project.properties['errorprone.checks']
def tests = new File(project.basedir, 'src/test/java')

def sources = { File folder ->
  def found = []
  folder.eachFileRecurse { if (it.name.endsWith('.java')) found << it }
  found
}

def isUnchanged = {
  def inputs = sources(tests) + sources(new File(project.basedir, 'src/main/java')) + project.file
  passed.exists() && inputs.every { it.lastModified() < passed.lastModified() }
}

// No tests are compiled, or the build ends before it would wait.
def isSkipped = session.userProperties['maven.test.skip'] == 'true' || !session.goals.any {
  it in ['test', 'prepare-package', 'package', 'pre-integration-test', 'integration-test', 'verify', 'install', 'deploy']
}

def begin = {
  if (checks == '-XepDisableAllChecks' || isSkipped || isUnchanged()) {
    return
  }
  def exports = ['api', 'file', 'main', 'model', 'parser', 'processing', 'tree', 'util'].collect {
    "-J--add-exports=jdk.compiler/com.sun.tools.javac.${it}=ALL-UNNAMED".toString()
  }
  def opens = ['code', 'comp'].collect {
    "-J--add-opens=jdk.compiler/com.sun.tools.javac.${it}=ALL-UNNAMED".toString()
  }
  def path = { files -> files.join(File.pathSeparator) }
  // Error Prone runs before classes would be written, and none are.
  def options = ['--release', project.properties['maven.compiler.release'], '-d', project.build.testOutputDirectory,
      '-classpath', path(project.testClasspathElements),
      '-processorpath', path(pluginArtifacts.collect { it.file }.findAll { it != null }),
      '-Werror', '-Xlint:all,-processing,-serial,-classfile', '-XDcompilePolicy=simple',
      '-XDaddTypeAnnotationsToSymbol=true', '--should-stop=ifError=FLOW', '--should-stop=ifNoError=FLOW',
      '-Xplugin:ErrorProne ' + checks] + sources(tests).collect { it.path }
  def file = new File(project.build.directory, 'check-tests.options')
  file.text = options.collect { '"' + it.replace('\\', '\\\\').replace('"', '\\"') + '"' }.join('\n')
  def javac = new File(project.properties['liberty.env.JAVA_HOME'], 'bin/javac')
  def command = [javac.path, '-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC', '-J-Xmn600m'] + exports + opens +
      ['@' + file.path]
  def process = new ProcessBuilder(command)
      .directory(project.basedir)
      .redirectErrorStream(true)
      .redirectOutput(printed)
      .start()
  process.outputStream.close()
  project.setContextValue('check-tests', process)
}

def end = {
  def process = project.getContextValue('check-tests')
  if (process == null) {
    return
  }
  project.setContextValue('check-tests', null)
  int code = process.waitFor()
  print(printed.text)
  if (code != 0) {
    throw new IllegalStateException('Error Prone or NullAway found faults in the tests, as printed above')
  }
  passed.text = 'Error Prone and NullAway found nothing in the tests.'
}

boolean verifies = project.properties['tidings.verifies'] == 'true'
switch (step) {
  case 'begin': begin(); break
  case 'end-early': if (!verifies) end(); break
  case 'end': if (verifies) end(); break
}
