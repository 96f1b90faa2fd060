import java.time.LocalDateTime
import java.util.jar.JarEntry
import java.util.jar.JarOutputStream
import java.util.jar.Manifest
import org.apache.maven.artifact.DefaultArtifact
import org.apache.maven.artifact.handler.DefaultArtifactHandler

/*
 * What others build upon, below target/artifacts: tidings-api for applications in the same WAR, tidings-client for other
 * programs, each with its sources, its Javadoc and a POM of its own (that of the WAR would bring all its libraries), and
 * tidings-bom. The sources of a library are compiled once more without the classes of this project, which proves that
 * they need no others; those of the client for Java 17. A library is made again only if one of its inputs has changed.
 */
def sources = new File(project.basedir, 'src/main/java')
def artifacts = new File(project.properties['tidings.artifacts'])
def script = new File(project.basedir, 'src/build/artifacts.groovy')
def classpath = project.compileClasspathElements.findAll { it != project.build.outputDirectory }.join(File.pathSeparator)

def filesBelow = { File folder ->
  def found = []
  folder.eachFileRecurse { if (it.isFile()) found << it }
  found.sort { it.path }
}
def below = { File root -> filesBelow(root).collectEntries { [(root.toPath().relativize(it.toPath()).toString()): it] } }

def run = { String library, String tool, List<String> options ->
  def command = [new File(project.properties['liberty.env.JAVA_HOME'], "bin/${tool}").path] + options
  def process = new ProcessBuilder(command).redirectErrorStream(true).start()
  process.outputStream.close()
  def printed = process.inputStream.text
  if (process.waitFor() != 0) {
    throw new IllegalStateException("${tool} found faults in ${library}:\n${printed}")
  }
}

/** Files by their names, as a jar. Equal files give an equal jar. */
def pack = { File to, String module, Map<String, File> files ->
  def manifest = new Manifest()
  manifest.mainAttributes.putValue('Manifest-Version', '1.0')
  manifest.mainAttributes.putValue('Automatic-Module-Name', module)
  manifest.mainAttributes.putValue('Implementation-Version', project.version)
  def head = new ByteArrayOutputStream()
  manifest.write(head)
  new JarOutputStream(to.newOutputStream()).withCloseable { out ->
    def put = { String name, byte[] bytes ->
      def entry = new JarEntry(name)
      entry.timeLocal = LocalDateTime.of(2000, 1, 1, 0, 0)
      out.putNextEntry(entry)
      out.write(bytes)
      out.closeEntry()
    }
    put('META-INF/MANIFEST.MF', head.toByteArray())
    files.each { name, file -> put(name, file.bytes) }
  }
}

/** 'mvn install' and 'mvn deploy' treat it like the WAR, under its own coordinates. */
def attach = { String name, String type, String classifier, File file ->
  def handler = new DefaultArtifactHandler(type)
  handler.extension = type
  def artifact = new DefaultArtifact(project.groupId, name, project.version, null, type, classifier, handler)
  artifact.file = file
  project.addAttachedArtifact(artifact)
}

def pom = { String name ->
  def file = new File(artifacts, "${name}.pom")
  def template = new File(project.basedir, "src/build/poms/${name}.xml").text
  def jspecify = project.artifacts.find { it.artifactId == 'jspecify' }.version
  file.text = template.replace('@version@', project.version).replace('@jspecify@', jspecify)
  attach(name, 'pom', null, file)
}

/** Makes and attaches a library of one package and those below it. */
def library = { String name, String title, String module, String release, Map<String, File> more ->
  def java = filesBelow(new File(sources, module.replace('.', '/')))
  def jar = { String suffix -> new File(artifacts, "${name}${suffix}.jar") }
  def inputs = java + more.values() + [script, project.file]
  def outputs = ['', '-sources', '-javadoc'].collect(jar)
  if (!outputs.every { out -> out.exists() && inputs.every { it.lastModified() < out.lastModified() } }) {
    artifacts.mkdirs()
    def work = new File(project.build.directory, name)
    work.deleteDir()
    def classes = new File(work, 'classes')
    classes.mkdirs()
    run(name, 'javac', ['-J-XX:TieredStopAtLevel=1', '--release', release, '-proc:none', '-parameters', '-Werror',
        '-Xlint:all,-processing,-serial,-classfile', '-implicit:none', '-classpath', classpath, '-d', classes.path] +
        java*.path)
    pack(jar(''), module, below(classes) + more)
    pack(jar('-sources'), module,
        java.collectEntries { [(sources.toPath().relativize(it.toPath()).toString()): it] })
    def documentation = new File(work, 'javadoc')
    run(name, 'javadoc', ['-J-XX:TieredStopAtLevel=1', '--release', release, '-quiet', '-notimestamp', '--no-fonts',
        '-Xdoclint:all,-missing', '-Werror', '-windowtitle', "${title} ${project.version}".toString(),
        '-classpath', classpath, '-d', documentation.path] + java*.path)
    pack(jar('-javadoc'), module, below(documentation))
  }
  pom(name)
  attach(name, 'jar', null, jar(''))
  attach(name, 'jar', 'sources', jar('-sources'))
  attach(name, 'jar', 'javadoc', jar('-javadoc'))
}

if (project.properties['tidings.verifies'] == 'true') {
  library('tidings-api', 'Tidings API', 'tidings.api', project.properties['maven.compiler.release'], [:])
  library('tidings-client', 'Tidings client', 'tidings.client', '17',
      ['META-INF/beans.xml': new File(project.basedir, 'src/build/client-beans.xml')])
  pom('tidings-bom')
}
