package dev.espalier.grammars;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.cdt.core.dom.ast.IASTProblem;
import org.eclipse.cdt.core.dom.ast.IASTTranslationUnit;
import org.eclipse.cdt.core.dom.ast.gnu.cpp.GPPLanguage;
import org.eclipse.cdt.core.parser.DefaultLogService;
import org.eclipse.cdt.core.parser.FileContent;
import org.eclipse.cdt.core.parser.IncludeFileContentProvider;
import org.eclipse.cdt.core.parser.ScannerInfo;
import org.eclipse.cdt.internal.core.dom.parser.cpp.semantics.CPPVisitor;
import org.eclipse.core.runtime.CoreException;

/** Eclipse's parser of C++: syntax errors only, and no header is read. */
final class CdtJudge implements Judge {

  @Override
  public Optional<String> refusal(String text) {
    IASTTranslationUnit unit;
    try {
      unit =
          GPPLanguage.getDefault()
              .getASTTranslationUnit(
                  FileContent.create("text.cpp", text.toCharArray()),
                  new ScannerInfo(),
                  IncludeFileContentProvider.getEmptyFilesProvider(),
                  null,
                  0,
                  new DefaultLogService());
    } catch (CoreException e) {
      throw new AssertionError(e);
    }
    return Stream.concat(
            Arrays.stream(unit.getPreprocessorProblems())
                .filter(problem -> problem.getID() != IASTProblem.PREPROCESSOR_INCLUSION_NOT_FOUND),
            Arrays.stream(CPPVisitor.getProblems(unit)))
        .map(problem ->
            problem.getFileLocation().getStartingLineNumber()
                + ": "
                + problem.getMessageWithLocation())
        .findFirst();
  }
}
