/*
 * Checks the format of Java's sources while the tests are compiled, where the build goes on to its
 * integration tests: the compiler leaves a processor idle. 'begin' starts it, 'end' waits for it, shows
 * what was printed and fails if it failed.
 */
def printed = new File(project.build.directory, 'format.log')

def begin = {
  def java = new File(project.properties['liberty.env.JAVA_HOME'], 'bin/java')
  def exports = ['api', 'code', 'file', 'parser', 'tree', 'util'].collect {
    "--add-exports=jdk.compiler/com.sun.tools.javac.${it}=ALL-UNNAMED".toString()
  }
  def formatter = new File(project.build.directory, 'tools/google-java-format-all-deps.jar')
  def command = [java.path] + exports + ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', formatter.path,
      'src/build/Format.java', '--check', 'src']
  def process = new ProcessBuilder(command)
      .directory(project.basedir)
      .redirectErrorStream(true)
      .redirectOutput(printed)
      .start()
  process.outputStream.close()
  project.setContextValue('format', process)
}

def end = {
  int code = project.getContextValue('format').waitFor()
  print(printed.text)
  if (code != 0) {
    throw new IllegalStateException("Java's sources are not formatted, as printed above")
  }
}

if (project.properties['tidings.verifies'] == 'true') {
  [begin: begin, end: end][step]()
}
