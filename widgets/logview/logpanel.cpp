#include "widgets/logview/logpanel.h"
#include "widgets/logview/findbar.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QSignalBlocker>
#include <QStandardPaths>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace slipway::logview {

struct LogPanel::Private
{
    explicit Private(LogPanel *panel) : q(panel) {}

    void build();
    QWidget *buildHeader();
    QWidget *buildStatus();
    void connectView();
    void connectFind();
    QToolButton *addButton(QWidget *header, const QString &text, const QString &name, const QString &help);
    void fillMenu();
    void refillScripts();
    void updateFilter();
    void updateStatus();
    void updateFind();
    void measureRate();

    LogPanel *const q;
    LogView *view = nullptr;
    FindBar *findBar = nullptr;
    QComboBox *scripts = nullptr;
    QToolButton *chip = nullptr;
    QToolButton *find = nullptr;
    QToolButton *wrap = nullptr;
    QToolButton *more = nullptr;
    QLabel *lines = nullptr;
    QLabel *follow = nullptr;
    QLabel *rate = nullptr;
    QLabel *saving = nullptr;
    QToolButton *cancelSave = nullptr;
    QStringList announced; ///< scripts named by setScriptNames()
    QString fileName = QStringLiteral("log.txt");
    QTimer rateTimer;
    QElapsedTimer sinceRate;
    qint64 linesAtRate = 0;
};

LogPanel::LogPanel(QWidget *parent) : QFrame(parent), d(std::make_unique<Private>(this))
{
    setObjectName(QStringLiteral("logPanel"));
    setFrameShape(QFrame::NoFrame);
    d->build();
    d->connectView();
    d->connectFind();
    d->updateFilter();
    d->updateStatus();
}

LogPanel::~LogPanel() = default;

void LogPanel::Private::build()
{
    view = new LogView(q);
    findBar = new FindBar(q);
    findBar->hide();
    auto *layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(findBar);
    layout->addWidget(view, 1);
    layout->addWidget(buildStatus());
    q->setFocusProxy(view);
}

QToolButton *LogPanel::Private::addButton(QWidget *header, const QString &text, const QString &name,
                                          const QString &help)
{
    auto *button = new QToolButton(header);
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    header->layout()->addWidget(button);
    return button;
}

QWidget *LogPanel::Private::buildHeader()
{
    auto *header = new QWidget(q);
    header->setObjectName(QStringLiteral("logHeader"));
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(10, 5, 6, 5);
    row->setSpacing(4);
    auto *title = new QLabel(LogPanel::tr("Log"), header);
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    row->addWidget(title);
    row->addSpacing(6);

    scripts = new QComboBox(header);
    scripts->setObjectName(QStringLiteral("logScripts"));
    scripts->setAccessibleName(LogPanel::tr("Show the lines of"));
    scripts->setSizeAdjustPolicy(QComboBox::AdjustToContentsOnFirstShow);
    scripts->setMinimumContentsLength(10);
    scripts->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    row->addWidget(scripts);
    chip = addButton(header, {}, QStringLiteral("logFilterChip"), LogPanel::tr("Show all lines again"));
    chip->setAutoRaise(false);
    header->setMinimumHeight(scripts->sizeHint().height() +
                             10); // also before there are scripts to choose from
    row->addStretch(1);
    find = addButton(header, LogPanel::tr("Find"), QStringLiteral("logFind"),
                     LogPanel::tr("Find in the log (Ctrl+F)"));
    find->setCheckable(true);
    wrap =
        addButton(header, LogPanel::tr("Wrap"), QStringLiteral("logWrap"), LogPanel::tr("Wrap long lines"));
    wrap->setCheckable(true);
    more = addButton(header, QStringLiteral("\u22ef"), QStringLiteral("logMore"), LogPanel::tr("More"));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator{image:none;}"));
    fillMenu();
    return header;
}

void LogPanel::Private::fillMenu()
{
    auto *menu = new QMenu(more);
    QAction *times = menu->addAction(LogPanel::tr("Time &stamps"));
    times->setCheckable(true);
    QObject::connect(times, &QAction::toggled, view, &LogView::setTimeStampsShown);
    menu->addSeparator();
    QAction *copy = menu->addAction(LogPanel::tr("&Copy all"), q, [this] {
        view->selectAllLines();
        view->copySelection();
    });
    QAction *save = menu->addAction(LogPanel::tr("&Save\u2026"), q, &LogPanel::save);
    QAction *clear = menu->addAction(LogPanel::tr("C&lear"), q, &LogPanel::clear);
    QObject::connect(menu, &QMenu::aboutToShow, q, [this, times, copy, save, clear] {
        const QSignalBlocker blocker(times);
        times->setChecked(view->timeStampsShown());
        const bool hasLines = view->lineCount() > 0;
        copy->setEnabled(hasLines);
        save->setEnabled(hasLines && !view->isSaving());
        clear->setEnabled(hasLines);
    });
    more->setMenu(menu);
}

QWidget *LogPanel::Private::buildStatus()
{
    auto *status = new QWidget(q);
    status->setObjectName(QStringLiteral("logStatus"));
    auto *row = new QHBoxLayout(status);
    row->setContentsMargins(10, 3, 10, 3);
    row->setSpacing(14);
    const auto addLabel = [&](const QString &name) {
        auto *label = new QLabel(status);
        label->setObjectName(name);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setTextFormat(Qt::PlainText);
        row->addWidget(label);
        return label;
    };
    lines = addLabel(QStringLiteral("logLineCount"));
    follow = addLabel(QStringLiteral("logFollowState"));
    rate = addLabel(QStringLiteral("logRate"));
    row->addStretch(1);
    saving = addLabel(QStringLiteral("logSaving"));
    cancelSave = new QToolButton(status);
    cancelSave->setObjectName(QStringLiteral("logCancelSave"));
    cancelSave->setText(LogPanel::tr("Cancel"));
    cancelSave->setAccessibleName(LogPanel::tr("Cancel saving"));
    cancelSave->setAutoRaise(true);
    cancelSave->hide();
    row->addWidget(cancelSave);
    return status;
}

void LogPanel::Private::connectView()
{
    connect(view, &LogView::linesChanged, q, [this] {
        if (!rateTimer.isActive() && view->lineCount() != linesAtRate) {
            sinceRate.start();
            linesAtRate = std::min(linesAtRate, view->lineCount());
            rateTimer.start(1000);
        }
        updateStatus();
    });
    connect(view, &LogView::followingChanged, q, [this] { updateStatus(); });
    connect(view, &LogView::completeChanged, q, [this] { updateStatus(); });
    connect(view, &LogView::scriptsChanged, q, [this] { refillScripts(); });
    connect(view, &LogView::scriptFilterChanged, q, [this](const QString &script) {
        updateFilter();
        updateStatus();
        emit q->scriptFilterChanged(script);
    });
    connect(view, &LogView::wordWrapChanged, wrap, &QToolButton::setChecked);
    connect(wrap, &QToolButton::toggled, view, &LogView::setWordWrap);
    connect(view, &LogView::saveRequested, q, &LogPanel::save);
    connect(view, &LogView::clearRequested, q, &LogPanel::clear);
    connect(view, &LogView::saveProgressed, q, [this](qint64 done, qint64 total) {
        saving->setText(LogPanel::tr("Saving\u2026 %1 %").arg(total > 0 ? done * 100 / total : 100));
        cancelSave->show();
    });
    connect(view, &LogView::saveFinished, q, [this](const QString &path, const QString &error) {
        cancelSave->hide();
        saving->setText(error.isEmpty() ? LogPanel::tr("Saved to %1").arg(QDir::toNativeSeparators(path))
                                        : error);
        saving->setToolTip(saving->text());
    });
    connect(cancelSave, &QToolButton::clicked, view, &LogView::cancelSave);
    connect(scripts, &QComboBox::activated, q,
            [this](int index) { view->setScriptFilter(scripts->itemData(index).toString()); });
    connect(chip, &QToolButton::clicked, q, [this] { view->setScriptFilter({}); });
    connect(&rateTimer, &QTimer::timeout, q, [this] { measureRate(); });
}

void LogPanel::Private::connectFind()
{
    connect(view, &LogView::findRequested, q, &LogPanel::openFind);
    connect(find, &QToolButton::clicked, q, [this](bool on) { on ? q->openFind() : q->closeFind(); });
    connect(view, &LogView::findChanged, q, [this] { updateFind(); });
    connect(findBar, &FindBar::queryChanged, q, [this](const text::FindQuery &query) {
        view->setFindQuery(query);
        updateFind();
    });
    connect(findBar, &FindBar::nextRequested, view, &LogView::findNext);
    connect(findBar, &FindBar::previousRequested, view, &LogView::findPrevious);
    connect(findBar, &FindBar::closed, q, &LogPanel::closeFind);
}

void LogPanel::Private::refillScripts()
{
    QStringList names = announced;
    for (const QString &name : view->store().scriptNames()) {
        if (!name.isEmpty() && !names.contains(name))
            names.append(name);
    }
    const QSignalBlocker blocker(scripts);
    scripts->clear();
    scripts->addItem(LogPanel::tr("All lines"), QString());
    for (const QString &name : std::as_const(names))
        scripts->addItem(name, name);
    scripts->setVisible(!names.isEmpty());
    updateFilter();
}

void LogPanel::Private::updateFilter()
{
    const QString name = view->scriptFilter();
    const QSignalBlocker blocker(scripts);
    scripts->setCurrentIndex(std::max(0, scripts->findData(name)));
    scripts->setVisible(name.isEmpty() && scripts->count() > 1);
    chip->setVisible(!name.isEmpty());
    chip->setText(name + QStringLiteral("  \u2715"));
    chip->setAccessibleName(LogPanel::tr("Only %1; show all lines again").arg(name));
}

void LogPanel::Private::updateStatus()
{
    const QLocale locale;
    const qint64 all = view->lineCount();
    const qint64 shown = view->visibleLineCount();
    if (!view->scriptFilter().isEmpty())
        lines->setText(LogPanel::tr("%1 of %2 lines").arg(locale.toString(shown), locale.toString(all)));
    else
        lines->setText(all == 1 ? LogPanel::tr("1 line")
                                : LogPanel::tr("%1 lines").arg(locale.toString(all)));
    const qint64 fresh = view->newLineCount();
    follow->setText(view->isComplete()    ? LogPanel::tr("End of log")
                    : view->isFollowing() ? LogPanel::tr("Following")
                    : fresh > 0           ? LogPanel::tr("Paused, %1 new").arg(locale.toString(fresh))
                                          : LogPanel::tr("Paused"));
}

void LogPanel::Private::measureRate()
{
    const qint64 now = view->lineCount();
    const qint64 elapsed = std::max<qint64>(sinceRate.restart(), 1);
    const qint64 perSecond = std::max<qint64>(now - linesAtRate, 0) * 1000 / elapsed;
    linesAtRate = now;
    rate->setText(perSecond > 0 ? LogPanel::tr("%1 lines/s").arg(QLocale().toString(perSecond)) : QString());
    if (perSecond == 0)
        rateTimer.stop();
}

void LogPanel::Private::updateFind()
{
    const text::LineFinder &finder = view->finder();
    findBar->setState(view->currentHit() ? view->currentHit()->ordinal : 0, finder.hitCount(),
                      finder.isSearching(), finder.errorString());
}

LogView *LogPanel::view() const { return d->view; }
FindBar *LogPanel::findBar() const { return d->findBar; }

void LogPanel::appendLines(const QList<text::Line> &lines) { d->view->appendLines(lines); }

void LogPanel::clear() { d->view->clearLog(); }

void LogPanel::setScriptNames(const QStringList &names)
{
    d->announced = names;
    d->refillScripts();
}

void LogPanel::setScriptFilter(const QString &script) { d->view->setScriptFilter(script); }

QString LogPanel::scriptFilter() const { return d->view->scriptFilter(); }

void LogPanel::setSuggestedFileName(const QString &name) { d->fileName = name; }

void LogPanel::openFind()
{
    if (d->view->hasSelection() && !d->view->selectionSpansLines())
        d->findBar->setText(d->view->selectedText());
    d->find->setChecked(true);
    d->findBar->open();
}

void LogPanel::closeFind()
{
    d->find->setChecked(false);
    d->findBar->hide();
    d->view->setFindQuery({});
    d->view->setFocus(Qt::OtherFocusReason);
}

void LogPanel::save()
{
    if (d->view->isSaving())
        return;
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog =
        new QFileDialog(this, tr("Save Log"), folder, tr("Log files (*.log *.txt);;All files (*)"));
    dialog->setObjectName(QStringLiteral("saveLogDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->selectFile(d->fileName);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { d->view->saveTo(path); });
    dialog->open();
}

} // namespace slipway::logview
