#pragma once
#include <QPlainTextEdit>

namespace slipway::codeedit {

/// A plain-text editor for a shell script: monospace, coloured, no wrapping. Tab leaves it, so that the
/// keyboard is not caught; Ctrl+Tab types one.
class CodeEdit : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit CodeEdit(QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
};

} // namespace slipway::codeedit
