import java.nio.file.Files
import java.nio.file.Path
import java.time.LocalDateTime
import java.util.jar.JarEntry
import java.util.jar.JarOutputStream

/*
 * What others build upon, below target/artifacts: tidings-api with its sources and its Javadoc, and tidings-bom. Each has
 * a POM of its own: that of the WAR would bring all its libraries to whoever depends on one of them.
 */
if (project.properties['tidings.verifies'] != 'true') {
  return
}

def folder = new File(project.build.directory, 'artifacts').toPath()
Files.createDirectories(folder)
def version = project.version

/** Files below a folder, as a jar. Equal files give an equal jar. */
def jar = { String name, Path from, Closure<Boolean> included ->
  def out = folder.resolve("${name}.jar").toFile()
  new JarOutputStream(out.newOutputStream()).withCloseable { to ->
    Files.walk(from).filter { Files.isRegularFile(it) && included(from.relativize(it).toString()) }.sorted().forEach {
      def entry = new JarEntry(from.relativize(it).toString().replace('\\', '/'))
      entry.timeLocal = LocalDateTime.of(2000, 1, 1, 0, 0)
      to.putNextEntry(entry)
      Files.copy(it, to)
      to.closeEntry()
    }
  }
}
def ofApi = { String file -> file.replace('\\', '/').startsWith('tidings/api/') }

jar('tidings-api', Path.of(project.build.outputDirectory), ofApi)
jar('tidings-api-sources', Path.of("$project.basedir/src/main/java"), ofApi)

def javadoc = new File(project.build.directory, 'javadoc/api').toPath()
javadoc.toFile().deleteDir()
def tool = new File(project.properties['liberty.env.JAVA_HOME'], 'bin/javadoc')
def command = [tool.path, '-J-XX:TieredStopAtLevel=1', '-quiet', '-Xdoclint:all,-missing', '-Werror', '-notimestamp',
    '-encoding', 'UTF-8', '-d', javadoc.toString(), '-sourcepath', "$project.basedir/src/main/java".toString(),
    '-classpath', project.compileClasspathElements.join(File.pathSeparator), '-windowtitle', "Tidings API $version".toString(),
    'tidings.api']
def process = new ProcessBuilder(command).redirectErrorStream(true).start()
def output = process.inputStream.text
if (process.waitFor() != 0) {
  throw new IllegalStateException("The Javadoc of tidings.api has faults:\n$output")
}
jar('tidings-api-javadoc', javadoc) { true }

['tidings-api', 'tidings-bom'].each { name ->
  def pom = new File(project.basedir, "src/build/poms/${name}.xml").text
  folder.resolve("${name}.pom").toFile().text = pom.replace('@version@', version)
}
